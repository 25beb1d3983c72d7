// `labloop suggest`: LOINC codes for the tests of a catalog, or their counterparts in another catalog, with reasons. The one thing
// to know: it decides nothing; a suggestion becomes a row of a map or a catalog when a person has looked at it.
import { parseArgs } from 'node:util'
import { csvFile } from '../../adapters/file/pieces.ts'
import { readLocalTests } from '../../alignment/suggest/read-tests.ts'
import { counterpartSuggester, loincSuggester } from '../../alignment/suggest/suggester.ts'
import type { LocalTest, Suggester, Suggestion } from '../../alignment/suggest/suggestion.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { type FileProblem, fileProblemText } from '../../terminology/errors.ts'
import { commonCodes } from '../../terminology/loinc/common-codes.ts'
import { readLoincCsv } from '../../terminology/loinc/loinc-file.ts'
import type { LoincTable } from '../../terminology/loinc/term.ts'
import type { Command, Io } from '../command.ts'
import { loincTableFile } from '../loinc-release.ts'

const help = `labloop suggest: LOINC codes for the tests of a catalog, with reasons

Usage: labloop suggest --items FILE.csv [--loinc FILE.csv | --to FILE.csv] [options]
       labloop suggest --test "LABEL" [--fluid F] [--unit U] [--category C] [--loinc FILE.csv]

Ranks LOINC codes for each test by its name, specimen, department, unit, and results or ranges where they are known. Each
suggestion says by which words, unit and specimen it was found, axis by axis, and how often such a suggestion is right
(docs/guide/suggestions.md has the figures). Nothing is sent anywhere and nothing is changed: a person decides.

Options:
  --items FILE      tests as CSV: id, label, and where known fluid, category, unit, panel, method, values, ranges, loinc
                    (the panel says the specimen where nothing else does). A catalog of a site is such a file too:
                    catalogs/lis-components.csv
  --loinc FILE      candidates as CSV with at least code and name, or LOINC's own Loinc.csv (its laboratory codes count;
                    deprecated ones do not); without it a built-in table of the commonest codes
  --to FILE         another catalog instead of LOINC, in the form of --items: which of its tests is the counterpart
  --test LABEL      one test instead of a file; with --fluid, --unit, --category, --method
  --most N          suggestions a test, from 1 to 50 (default 5)
  --json            a JSON list on standard output: [{id, suggestions: [{loinc, name, confidence, reasons}]}];
                    with --to, code takes the place of loinc

Examples:
  labloop suggest --test K --fluid serum --unit mEq/L
  labloop suggest --items tests.csv --loinc Loinc_2.81/LoincTable/Loinc.csv --json > suggestions.json
  labloop suggest --items examples/riverside/catalogs/lis-components.csv --most 3
  labloop suggest --items lis.csv --to ehr.csv

Exit codes: 0 done, 1 a file has errors (what could be read is answered), 2 wrong words or no such file.
`

const options = {
  items: { type: 'string' },
  loinc: { type: 'string' },
  to: { type: 'string' },
  test: { type: 'string' },
  fluid: { type: 'string' },
  unit: { type: 'string' },
  category: { type: 'string' },
  method: { type: 'string' },
  most: { type: 'string', default: '5' },
  json: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

export const suggest: Command = {
  name: 'suggest',
  summary: 'LOINC codes for the tests of a catalog, or counterparts in another, with reasons',
  help,
  async run(args, io) {
    const { values } = parseArgs({ args, options })
    const most = checked(values)
    const problems: FileProblem[] = []
    const tell = (problem: FileProblem) => {
      problems.push(problem)
    }
    const tests = await testsOf(values, io, tell)
    const suggester = await suggesterOf(values, io, tell)
    for (const problem of problems) io.stderr(`${fileProblemText(problem)}\n`)
    const wrong = problems.some(({ severity }) => severity === 'error')
    const unusable = problems.some(({ code }) => code === 'loinc-columns')
    if (unusable) return exitCodes.wrong
    if (values.json) writeJson(tests, suggester, most, values, io)
    else writeText(tests, suggester, most, io)
    return wrong ? exitCodes.wrong : exitCodes.done
  },
}

/** The words checked; how many suggestions a test are wanted. */
function checked({ items, test, loinc, to, most = '5' }: Values): number {
  if ((items === undefined) === (test === undefined))
    throw new LabloopError('usage', {
      given: items === undefined ? 'neither --items nor --test' : 'both --items and --test',
      allowed: '--items FILE.csv, or --test LABEL',
    })
  if (loinc !== undefined && to !== undefined)
    throw new LabloopError('usage', { given: 'both --loinc and --to', allowed: 'one of the two' })
  const count = Number(most)
  if (!Number.isInteger(count) || count < 1 || count > 50)
    throw new LabloopError('usage', { given: `--most ${most}`, allowed: 'a whole number from 1 to 50' })
  return count
}

async function testsOf(values: Values, io: Io, tell: (problem: FileProblem) => void): Promise<readonly LocalTest[]> {
  const { items, test, fluid = '', unit = '', category = '', method = '' } = values
  if (items !== undefined) return readLocalTests(csvFile(items, io.cwd), tell)
  return [{ id: test ?? '', label: test ?? '', fluid, unit, category, method }]
}

async function suggesterOf({ loinc, to }: Values, io: Io, tell: (problem: FileProblem) => void): Promise<Suggester> {
  if (to !== undefined) return counterpartSuggester(await readLocalTests(csvFile(to, io.cwd), tell))
  return loincSuggester(await tableOf(loinc, io, tell))
}

async function tableOf(loinc: string | undefined, io: Io, tell: (problem: FileProblem) => void): Promise<LoincTable> {
  if (loinc === undefined) return commonCodes()
  return readLoincCsv(csvFile(loincTableFile(loinc, io.cwd), io.cwd), tell, { laboratoryOnly: true })
}

function writeJson(tests: readonly LocalTest[], suggester: Suggester, most: number, { to }: Values, io: Io): void {
  const answers = tests.map((test) => ({
    id: test.id,
    suggestions: suggester.suggest(test, most).map(({ code, ...rest }) => ({
      ...(to === undefined ? { loinc: code } : { code }),
      ...rest,
    })),
  }))
  io.stdout(`${JSON.stringify(answers)}\n`)
}

function writeText(tests: readonly LocalTest[], suggester: Suggester, most: number, io: Io): void {
  for (const test of tests) {
    const found = suggester.suggest(test, most)
    io.stdout(`${headOf(test)}\n${found.length === 0 ? '  nothing found\n' : found.map(textOf).join('')}`)
  }
}

function headOf({ id, label, fluid, category, unit }: LocalTest): string {
  const said = [fluid, category, unit].filter(Boolean).join(', ')
  return `${id === label ? label : `${id} ${label}`}${said === '' ? '' : ` (${said})`}`
}

const marks = { agrees: '+', open: ' ', differs: '-' } as const

/** One line for the suggestion, and below it what speaks for (+) and against (-) it. */
function textOf({ code, name, confidence, reasons }: Suggestion): string {
  const lines = reasons.map(({ axis, verdict, words }) => `          ${marks[verdict]} ${axis}: ${words}\n`)
  return `  ${`${Math.round(confidence * 100)} %`.padStart(5)}  ${code} ${name}\n${lines.join('')}`
}
