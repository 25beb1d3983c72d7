// What commands have in common on their command line: the site folder, addresses, numbers, files of TLS. Each function
// throws the usage error that says what was given and what is allowed.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { TlsFiles } from '../../engine/ports/network.ts'
import { LabloopError } from '../../errors.ts'
import { characterSetName } from '../../hl7/index.ts'

/** The site folder that the words or --site name, or the current one. */
export function siteFolder(words: readonly string[], cwd: string, site?: string): string {
  const named = [...words, ...(site === undefined ? [] : [site])]
  if (named.length > 1)
    throw new LabloopError('usage', { given: `${named.length} folders`, allowed: 'one site folder' })
  return resolve(cwd, named[0] ?? '.')
}

/** The character set of messages that do not name theirs (HL7 table 0211). @throws LabloopError usage */
export function characterSet(given: string | undefined): string | undefined {
  if (given === undefined || characterSetName(given)) return given
  throw new LabloopError('usage', {
    place: '--encoding',
    given,
    allowed: 'ASCII, UNICODE UTF-8, 8859/1 to 8859/9 or 8859/15',
  })
}

/** `lab.example.org:2575` or `[::1]:2575`. */
export function address(option: string, given: string | undefined): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(given ?? '') ?? []
  const number = Number(port)
  if (host === '' || number < 1 || number > 65_535) {
    throw new LabloopError('usage', {
      place: option,
      given: given ?? 'nothing',
      allowed: 'HOST:PORT, as in 127.0.0.1:2575',
    })
  }
  return { host: host.replace(/^\[(.+)\]$/, '$1'), port: number }
}

/** An address of the web, as `http://127.0.0.1:8080/census`. */
export function webAddress(option: string, given: string): string {
  if (URL.canParse(given) && /^https?:/.test(given)) return given
  throw new LabloopError('usage', { place: option, given, allowed: 'an address, as in http://127.0.0.1:8080/census' })
}

/** A whole number of an option, or what holds without it. */
export function wholeNumber(option: string, given: string | undefined, without: number, least = 1, most = 1e9): number {
  if (given === undefined) return without
  const number = /^\d+$/.test(given) ? Number(given) : Number.NaN
  if (number >= least && number <= most) return number
  throw new LabloopError('usage', { place: option, given, allowed: `a whole number from ${least} to ${most}` })
}

/** One of the words that an option takes. */
export function oneOf<Word extends string>(option: string, given: string | undefined, words: readonly Word[]): Word {
  if (given === undefined) return words[0]!
  const found = words.find((word) => word.toLowerCase() === given.toLowerCase())
  if (found) return found
  throw new LabloopError('usage', { place: option, given, allowed: words.join(', ') })
}

export type TlsOptions = {
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly 'server-name'?: string | undefined
}

const tlsNames = ['ca', 'cert', 'key', 'server-name'] as const

/** TLS as the options ask for it, or none. @throws LabloopError usage, rather than talk in the clear */
export async function tlsOf(
  options: TlsOptions & { readonly tls: boolean },
  folder: string,
): Promise<{ readonly tls?: TlsFiles }> {
  const given = tlsNames.find((name) => options[name] !== undefined)
  if (!options.tls && given) {
    throw new LabloopError('usage', { place: `--${given}`, given: 'no --tls', allowed: `--tls --${given}` })
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    const given = options.cert === undefined ? '--key' : '--cert'
    throw new LabloopError('usage', { place: given, given: 'one of the two', allowed: '--cert FILE --key FILE' })
  }
  return options.tls ? { tls: await tlsFiles(options, folder) } : {}
}

/** The PEM texts that the options name. */
async function tlsFiles(options: TlsOptions, folder: string): Promise<TlsFiles> {
  const read = async (name: 'ca' | 'cert' | 'key') => {
    const path = options[name]
    return path === undefined ? {} : { [name]: new TextDecoder().decode(await fileBytes(path, folder)) }
  }
  const parts = await Promise.all([read('ca'), read('cert'), read('key')])
  const serverName = options['server-name']
  return Object.assign({}, ...parts, serverName === undefined ? {} : { serverName })
}

/** The bytes of a file that the user named. */
export async function fileBytes(path: string, folder: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(folder, path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reasons: Record<string, string> = {
      ENOENT: 'There is no such file.',
      EISDIR: 'This is a folder; name a file.',
      EACCES: 'This user may not read the file.',
    }
    throw new LabloopError('usage', {
      given: path,
      remedy: reasons[code] ?? `The file cannot be read (${code}).`,
      cause: error,
    })
  }
}

const span_ms = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** The moment (milliseconds) that `--since` means: a span before now, or an instant. @throws LabloopError usage */
export function sinceOf(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * span_ms[unit as keyof typeof span_ms]
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new LabloopError('usage', { place: '--since', given: text, allowed: '12h, 7d, 2026-11-22T06:00:00-06:00' })
  return at
}
