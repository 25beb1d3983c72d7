// `labloop shift-sheet`: what the lab reads at the change of shift, and keeps.
import { parseArgs } from 'node:util'
import { exitCodes, LabloopError } from '../../errors.ts'
import { siteNames } from '../../server/views/rows.ts'
import { shiftSheet as sheetOf, shiftSheetText } from '../../server/views/shift-sheet.ts'
import type { Command } from '../command.ts'
import { look, siteHelp, siteOptions } from '../site-database.ts'
import { wholeNumber } from './up.ts'

const help = `labloop shift-sheet: what the lab reads at the change of shift

Usage: labloop shift-sheet [options]

Counts the results verified in a span of time, how many of them are proven in the chart, and lists the others: why, and who
has them. It prints as evidence for an inspection.

Options:
${siteHelp}
  --hours 24        how far back the span begins
  --until INSTANT   where it ends, as 2026-11-22T06:00:00-06:00; without it now
  --json            the sheet as one JSON object

Examples:
  labloop shift-sheet --site examples/riverside
  labloop shift-sheet --hours 8 --until 2026-11-22T06:00:00-06:00

Exit codes: 0 every result is proven, 1 some are not, 2 wrong words or a wrong site, 3 the database cannot be reached.
`

const hour_ms = 3_600_000

export const shiftSheet: Command = {
  name: 'shift-sheet',
  summary: 'results verified, results proven in the chart, and who has the others',
  help,
  async run(args, io) {
    const options = { ...siteOptions, hours: { type: 'string', default: '24' }, until: { type: 'string' } } as const
    const { values } = parseArgs({ args, options })
    const now = Date.now()
    const to = values.until === undefined ? now : instant(values.until)
    const from = to - wholeNumber('--hours', values.hours) * hour_ms
    const sheet = await look(values, io, async ({ site, query, store }) => {
      const [orders, exceptions] = await Promise.all([query.verified(from, to), store.openExceptions()])
      const { title, time_zone: timeZone } = site
      return sheetOf({ title, timeZone, from, to, now, orders, exceptions, names: siteNames(site) })
    })
    io.stdout(values.json ? `${JSON.stringify(sheet)}\n` : shiftSheetText(sheet))
    return sheet.lines.length === 0 ? exitCodes.done : exitCodes.wrong
  },
}

/** A moment with its offset; one without would mean another moment on another machine. */
function instant(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new LabloopError('usage', { given: `--until ${text}`, allowed: '2026-11-22T06:00:00-06:00' })
  return at
}
