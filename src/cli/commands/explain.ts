// `labloop explain`: the life of an order in plain sentences, with its messages.
import { parseArgs } from 'node:util'
import type { OrderRecord } from '../../adapters/postgres/query.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { oneLine } from '../../ledger/told-report.ts'
import type { OrderView } from '../../server/contract.ts'
import { momentText } from '../../server/moment.ts'
import { orderView } from '../../server/views/order-view.ts'
import { siteNames } from '../../server/views/rows.ts'
import type { Command, Io } from '../command.ts'
import { look, siteHelp, siteOptions } from '../site-database.ts'
import { visible } from './message-words.ts'

const help = `labloop explain: the life of an order in plain sentences

Usage: labloop explain ORDER [options]

ORDER is a placer number, filler number, accession or group number, with or without ^authority, or Labloop's own number of
the order as #123.

Options:
${siteHelp}
  --messages        print the messages too, a line a segment
  --json            one JSON object a matching order, in a list

Examples:
  labloop explain 968906415^EPC --site examples/riverside
  labloop explain 26-326-001234 --messages
  labloop explain '#17' --json

Exit codes: 0 found, 1 there is no such order, 2 wrong words or a wrong site, 3 the database cannot be reached.
`

export const explain: Command = {
  name: 'explain',
  summary: 'the life of an order in plain sentences, with its messages',
  help,
  async run(args, io) {
    const options = { ...siteOptions, messages: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const [asked] = positionals
    if (!asked || positionals.length > 1) {
      throw new LabloopError('usage', { given: `${positionals.length} words`, allowed: 'one number of an order' })
    }
    return look(values, io, async ({ site, query }) => {
      const found = (await query.search(asked, 20)).orders.filter((record) => carries(record, asked))
      const lives = await Promise.all(found.map(({ order }) => query.order(order.id)))
      const now = Date.now()
      const whole = lives.filter((life) => life !== null)
      const views = whole.map((life) => orderView(life, siteNames(site), now))
      if (values.json) io.stdout(`${JSON.stringify(views)}\n`)
      else if (views.length === 0) io.stderr(`labloop explain: no order is known under ${asked}.\n`)
      else views.forEach((view) => void tell(view, site.time_zone, io))
      if (values.messages && !values.json)
        for (const life of whole) for (const { id, body } of life.messages) io.stdout(asText(id, body))
      return views.length > 0 ? exitCodes.done : exitCodes.wrong
    })
  },
}

/** A search finds by record number and name too; here only numbers of the order count. */
function carries({ order }: OrderRecord, asked: string): boolean {
  if (asked === `#${order.id}`) return true
  const [number = ''] = asked.split('^')
  const known = [...order.items.flatMap(({ numbers }) => numbers), ...order.group, ...order.specimens]
  return known.some((one) => one.number === number)
}

function tell(view: OrderView, timeZone: string, io: Io): void {
  const numbers = [view.placerNumber, view.fillerNumber].filter(Boolean).join(', ')
  const proof = view.loop === 'agreed' ? (view.proven ? ', proven' : ', unproven') : ''
  const standing = `${view.state.replaceAll('-', ' ')}; ${view.loop.replaceAll('-', ' ')}${proof}`
  io.stdout(`Order ${oneLine(numbers) || `#${view.id}`}  ${oneLine(view.test)}  [${standing}]\n`)
  for (const { as, orderId } of view.related) io.stdout(`  Order #${orderId}, ${as}\n`)
  for (const { at, text, messageId } of view.story) {
    const source = messageId === null ? '' : `  (message ${messageId})`
    io.stdout(`  ${momentText(at, timeZone)}  ${text}${source}\n`)
  }
  for (const { name, code, versions } of view.observations) {
    const [newest, ...older] = versions.map(({ told, unit, flags, status, sentAs }) =>
      `${told} ${unit} ${flags} ${status}${sentAs.map((how) => ` (goes out as ${how})`).join('')}`
        .replace(/ +/g, ' ')
        .trim(),
    )
    const earlier = older.length ? `  (earlier: ${oneLine(older.join('; '))})` : ''
    io.stdout(`  ${oneLine(`${name || code}: ${newest}`)}${earlier}\n`)
  }
  io.stdout('\n')
}

function asText(id: number, body: Uint8Array): string {
  const lines = Buffer.from(body)
    .toString('utf8')
    .split(/\r\n?|\n/)
    .filter(Boolean)
  return `message ${id}\n${lines.map((line) => `  ${visible(line)}\n`).join('')}`
}
