// A file as the pieces in which the machine reads it, for readers that take large files piece by piece.
import { createReadStream } from 'node:fs'
import { relative, resolve } from 'node:path'
import { LabloopError } from '../../errors.ts'
import type { CsvSource } from '../../terminology/csv-rows.ts'

/**
 * Opens a file for reading from the folder where the user is; its name in problems is the path as seen from there.
 * @throws LabloopError `usage` while it is read, where there is no such file or it cannot be read
 */
export function csvFile(path: string, cwd: string): CsvSource {
  const whole = resolve(cwd, path)
  const near = relative(cwd, whole)
  return { name: near.startsWith('..') ? whole : near, pieces: piecesOf(whole, path) }
}

async function* piecesOf(whole: string, given: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(whole) as AsyncIterable<Uint8Array>
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an error'
    throw new LabloopError('usage', {
      given: `${given} (${why})`,
      allowed: 'a file that can be read',
      remedy: 'Correct the path, or the rights of the file.',
      cause,
    })
  }
}
