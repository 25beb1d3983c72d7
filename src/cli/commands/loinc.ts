// `labloop loinc`: what LOINC says of a code: its six axes, status, units, the tests of a panel, its answers, its place in the
// hierarchy, and what stands for a code that was given up. The one thing to know: without LOINC's own files there is the built-in
// table, which has names and axes alone.
import { parseArgs } from 'node:util'
import { csvFile } from '../../adapters/file/pieces.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { type FileProblem, fileProblemText } from '../../terminology/errors.ts'
import { loincCodeProblem } from '../../terminology/loinc/code.ts'
import { commonCodes } from '../../terminology/loinc/common-codes.ts'
import { readLoincCsv } from '../../terminology/loinc/loinc-file.ts'
import { type LoincTable, type LoincTerm, loincAxes } from '../../terminology/loinc/term.ts'
import type { Command, Io } from '../command.ts'
import { accessoriesOf, type LoincAccessories, loincTableFile } from '../loinc-release.ts'

const help = `labloop loinc: what LOINC says of a code

Usage: labloop loinc CODE... [--loinc PATH] [--json]

For each code its name, six axes, status and units; for a panel its tests; the answers of a coded one; where it stands in
the hierarchy; and for a code that was given up what LOINC names instead.

Options:
  --loinc PATH   LOINC's release as it unpacks (a folder with LoincTable and AccessoryFiles), or its Loinc.csv; everybody
                 gets it at loinc.org under LOINC's licence. Without it the built-in table: names and axes of common codes
  --json         a JSON list on standard output, one object a code

Examples:
  labloop loinc 2345-7
  labloop loinc 24331-1 --loinc Loinc_2.81
  labloop loinc 2345-7 718-7 --json

Exit codes: 0 all found, 1 a code is not there or a file has errors, 2 wrong words.

This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the Logical
Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at
http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc.
`

/** What is known of one code. */
export type LoincAnswer = {
  readonly code: string
  /** Null where the table does not have it; `problem` says more. */
  readonly term: Omit<LoincTerm, 'synonyms'> | null
  readonly problem: string
  readonly instead: LoincAccessories['replacements'] extends ReadonlyMap<string, infer Found> ? Found : never
  readonly members: readonly { readonly loinc: string; readonly name: string; readonly required: string }[]
  readonly answers: readonly {
    readonly list: string
    readonly answers: readonly { readonly code: string; readonly text: string }[]
  }[]
  /** From the root down, as words. */
  readonly places: readonly (readonly string[])[]
}

export const loinc: Command = {
  name: 'loinc',
  summary: 'what LOINC says of a code: axes, status, units, panel, answers, hierarchy',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { loinc: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    if (positionals.length === 0)
      throw new LabloopError('usage', { given: 'no code', allowed: 'LOINC codes, as in labloop loinc 2345-7' })
    const problems: FileProblem[] = []
    const { table, accessories } = await filesOf(values.loinc, io, (problem) => problems.push(problem))
    for (const problem of problems) io.stderr(`${fileProblemText(problem)}\n`)
    const found = positionals.map((code) => answerOf(code, table, accessories))
    io.stdout(values.json ? `${JSON.stringify(found)}\n` : found.map((one) => textOf(one, table.title)).join('\n'))
    const isWhole = found.every(({ term }) => term !== null) && problems.every(({ severity }) => severity !== 'error')
    return isWhole ? exitCodes.done : exitCodes.wrong
  },
}

async function filesOf(given: string | undefined, io: Io, tell: (problem: FileProblem) => void) {
  if (given === undefined) return { table: commonCodes(), accessories: null }
  const file = loincTableFile(given, io.cwd)
  return {
    table: await readLoincCsv(csvFile(file, io.cwd), tell),
    accessories: await accessoriesOf(file, io.cwd, tell),
  }
}

function answerOf(code: string, table: LoincTable, accessories: LoincAccessories | null): LoincAnswer {
  const found = table.find(code)
  const { synonyms: _synonyms, ...term } = found ?? { synonyms: '' }
  const lists = (accessories?.links.get(code) ?? []).flatMap((id) => accessories?.answers.get(id) ?? [])
  return {
    code,
    term: found ? (term as Omit<LoincTerm, 'synonyms'>) : null,
    problem: found ? '' : (loincCodeProblem(code) ?? `not in ${table.title}`),
    instead: accessories?.replacements.get(code) ?? [],
    members: (accessories?.panels.get(code)?.members ?? []).map((member) => ({
      loinc: member.loinc,
      name: member.name || table.find(member.loinc)?.name || '',
      required: member.required,
    })),
    answers: lists.map(({ id, name, answers }) => ({
      list: `${id} ${name}`.trim(),
      answers: answers.map(({ code: answer, text }) => ({ code: answer, text })),
    })),
    places: (accessories?.hierarchy.get(code) ?? []).map(({ path }) =>
      path.map((part) => accessories?.hierarchy.get(part)?.[0]?.text || part),
    ),
  }
}

function textOf({ code, term, problem, instead, members, answers, places }: LoincAnswer, title: string): string {
  const lines = term
    ? [`${code} ${term.name}`, ...termLines(term)]
    : [
        `${code} is not known: ${problem}${title === 'built in' ? '; LOINC has more codes than the built-in table' : ''}`,
      ]
  const rest = [
    ...instead.map(({ loinc: other, comment }) => `instead: ${other}${comment === '' ? '' : ` (${comment})`}`),
    ...places.map((path) => `under: ${path.join(' > ')}`),
    ...answers.flatMap(({ list, answers: each }) => [
      `answers of ${list}:`,
      ...each.map((answer) => `  ${answer.code.padEnd(10)} ${answer.text}`),
    ]),
    ...(members.length === 0 ? [] : ['tests of the panel (R required, O optional, C conditional):']),
    ...members.map((member) => `  ${(member.required || ' ').padEnd(2)} ${member.loinc.padEnd(9)} ${member.name}`),
  ]
  return `${[...lines, ...rest.map((line) => `  ${line}`)].join('\n')}\n`
}

function termLines({ axes, status, class: group, use, units, rank }: Omit<LoincTerm, 'synonyms'>): string[] {
  const said = [
    ...loincAxes.map((axis) => [axis, axes[axis] ?? 'not said']),
    ['status', status],
    ['class', group],
    ['use', use],
    ['units', units.join(', ')],
    ['rank', rank === null ? '' : String(rank)],
  ]
  return said.filter(([, value]) => value).map(([name, value]) => `  ${String(name).padEnd(10)} ${value}`)
}
