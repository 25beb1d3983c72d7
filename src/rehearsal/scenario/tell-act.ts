// What happens in a run, in plain words and with the real codes of the site: for `--explain`, for reports and for failures.
// The one thing to know: it tells acts and not steps, so a storm's story is told as well as a scenario's.
import type { Act, EhrAct, EngineAct, Handle, LabAct, PersonAct, ReportPart, WireAct, Wishes } from '../play/act.ts'
import { spanText } from './field.ts'

/** How the things of a run are called in sentences. */
export type Naming = {
  order(order: Handle): string
  patient(patient: Handle): string
  /** A component of the lab by its code. */
  component(code: string): string
}

/** One act as a sentence without its full stop. */
export function tellAct(act: Act, naming: Naming): string {
  switch (act.who) {
    case 'ehr':
      return `The EHR ${ehr(act.act, naming)}`
    case 'lab':
      return `The lab ${lab(act.act, naming)}`
    case 'wire':
      return wire(act.act)
    case 'engine':
      return `Labloop ${engine(act.act)}`
    case 'person':
      return `Somebody at Labloop ${person(act.act, naming)}`
  }
}

const because = (reason: string | undefined) => (reason ? `, because "${reason}"` : '')
/** Names of tests may hold commas; then semicolons stand between. */
function list(words: readonly string[]): string {
  if (words.some((word) => word.includes(','))) return words.join('; ')
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function ehr(act: EhrAct, { order, patient }: Naming): string {
  switch (act.do) {
    case 'register':
      return `registers ${patient(act.patient)}${act.event ? ` (${act.event})` : ''}`
    case 'update':
      return `changes what it knows of ${patient(act.patient)} (${act.event ?? 'A08'}): ${Object.keys(act.change).join(', ')}`
    case 'discharge':
      return `discharges ${patient(act.patient)}`
    case 'merge':
      return `merges ${patient(act.patient)} into ${patient(act.into)} (${act.event ?? 'A40'})${act.silent ? ', and no message says so' : ''}`
    case 'unmerge':
      return `takes ${patient(act.patient)} and ${patient(act.from)} apart again, and no message says so`
    case 'order':
      return `orders ${list(act.asks.map((ask) => `${order(ask.order)}${ask.priority ? ` as ${ask.priority}` : ''}${ask.startsAt_ms === undefined ? '' : `, to begin ${spanText(ask.startsAt_ms)} after the beginning`}`))}`
    case 'cancel':
      return `asks to cancel ${order(act.order)}${because(act.reason)}`
    case 'discontinue':
      return `asks to discontinue ${order(act.order)}${because(act.reason)}`
    case 'hold':
      return `asks to hold ${order(act.order)}${because(act.reason)}`
    case 'continue':
      return `lets ${order(act.order)} go on${because(act.reason)}`
    case 'modify':
      return `changes ${order(act.order)}${act.priority ? ` to ${act.priority}` : ''}${act.startsAt_ms === undefined ? '' : `, to begin ${spanText(act.startsAt_ms)} after the beginning`}`
    case 'replace':
      return `replaces ${order(act.order)} by ${order(act.by.order)}`
    case 'repeat':
      return `says ${order(act.order)} once more${act.newControlId ? ' under a new control ID' : ' under the same control ID'}`
    case 'assign':
      return `gives its number to ${order(act.order)}`
    case 'reject-later':
      return `rejects what it had answered AA on ${order(act.order)}: "${act.why}"`
    case 'restore':
      return `is restored from a backup, its chart ${spanText(act.back_ms)} old`
    case 'down':
      return 'goes down'
    case 'up':
      return 'comes up'
    case 'fail-over':
      return 'goes on at another machine, at another address'
    case 'habits':
      return `from now on: ${settings(act.habits)}`
    case 'reset-counter':
      return 'begins its control IDs anew'
    case 'send-raw':
      return 'sends a message as it is written in the scenario'
  }
}

function settings(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()} ${JSON.stringify(value)}`)
    .join('; ')
}

function values(wishes: Wishes | undefined, naming: Naming): string {
  const said = Object.entries(wishes ?? {}).map(
    ([code, wish]) => `${naming.component(code)} ${'value' in wish ? wish.value : wish.kind.replace('-', ' ')}`,
  )
  return said.length > 0 ? `: ${said.join('; ')}` : ''
}

function reported(part: ReportPart, naming: Naming): string {
  const notes = [
    part.only ? `only ${list(part.only.map(naming.component))}` : '',
    part.resultStatus === undefined ? '' : `OBR-25 ${part.resultStatus || 'blank'}`,
    part.observationStatus === undefined ? '' : `OBX-11 ${part.observationStatus || 'blank'}`,
    part.spoil ? `spoiled by ${part.spoil.replaceAll('-', ' ')}` : '',
    part.document_bytes ? `with a PDF of ${Math.ceil(part.document_bytes / 1024)} KB` : '',
    part.text ? `"${part.text[0]}"${part.text.length > 1 ? ' ...' : ''}` : '',
  ].filter((note) => note !== '')
  return `${naming.order(part.order)} as ${part.stage}${values(part.values, naming)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
}

function lab(act: LabAct, naming: Naming): string {
  const { order, patient, component } = naming
  switch (act.do) {
    case 'intend':
      return `will ${{ accept: 'accept', refuse: 'refuse', silent: 'say nothing to' }[act.answer]} ${order(act.order)}${act.cancels ? `, and to a cancel of it ${{ grant: 'say yes', refuse: 'say no', silent: 'say nothing' }[act.cancels]}` : ''}`
    case 'collect':
      return `collects ${order(act.order)}`
    case 'receive':
      return `receives ${order(act.order)}`
    case 'reject-specimen':
      return `rejects the specimen of ${order(act.order)}${because(act.reason)}, and ${{ 'same-order': 'has it collected again for the same order', cancel: 'cancels the order', 'new-accession': 'opens a new accession' }[act.then]}`
    case 'report':
      return `${act.batch ? 'keeps ready for its batch' : 'reports'} ${list(act.parts.map((part) => reported(part, naming)))}`
    case 'verify':
      return `lets a technologist look at ${order(act.order)} and release it${values(act.values, naming)}`
    case 'release':
      return `releases what it kept back, ${act.as === 'burst' ? 'one message after the other' : 'as one batch'}`
    case 'correct':
      return `corrects ${order(act.order)}${values(act.values, naming)}${act.change ? ` (${settings(act.change)})` : ''}${act.status === undefined ? '' : `, marked ${act.status || 'with nothing'}`}${act.sameTimes ? ', with the times of the first report' : ''}`
    case 'withdraw':
      return `withdraws ${act.only ? `${list(act.only.map(component))} of ` : ''}${order(act.order)} (${act.as})`
    case 'refile':
      return `retracts the result of ${order(act.order)} and files it on ${order(act.onto)}`
    case 'cancel':
      return `cancels ${order(act.order)}${because(act.reason)}${act.silent ? ', and tells nobody' : ''}`
    case 'add':
      return `adds ${order(act.order)} to ${order(act.parent)} (${act.as})`
    case 'open':
      return `opens ${order(act.order)} for ${patient(act.patient)} by itself (${act.as})`
    case 'split':
      return `splits ${order(act.order)} over two accessions`
    case 'combine':
      return `puts ${list(act.orders.map(order))} on one accession`
    case 'send-out':
      return `sends ${order(act.order)} out to ${act.to}`
    case 'grow':
      return `reads the culture of ${order(act.order)} as ${act.stage}: ${act.growth}${(act.isolates ?? [])
        .map(
          ({ organism, sensitive }) =>
            `; isolate ${organism} (${Object.entries(sensitive)
              .map((pair) => pair.join(' '))
              .join(', ')})`,
        )
        .join('')}`
    case 'append':
      return `appends to the report of ${order(act.order)}: "${act.text[0] ?? ''}"`
    case 'amend':
      return `amends the report of ${order(act.order)}: "${act.text[0] ?? ''}"`
    case 'say-again':
      return `says again what it ${act.version === 'first' ? 'first' : 'last'} said of ${act.orders ? list(act.orders.map(order)) : 'every order with results'}${act.sameControlId ? ', under the same control IDs' : ''}`
    case 'say':
      return `says ${act.control}${act.orderStatus ? ` with ORC-5 ${act.orderStatus}` : ''} of ${order(act.order)}`
    case 'merge':
      return `merges ${patient(act.patient)} into ${patient(act.into)} in its own records`
    case 'habits':
      return `from now on: ${settings(act.habits)}`
    case 'down':
      return 'goes down'
    case 'up':
      return 'comes up'
    case 'fail-over':
      return 'goes on at another machine, at another address'
    case 'reset-counter':
      return 'begins its control IDs anew'
    case 'restore':
      return `is restored from a backup, its book ${spanText(act.back_ms)} old`
    case 'send-raw':
      return 'sends a message as it is written in the scenario'
  }
}

function wire(act: WireAct): string {
  if (act.do === 'heal') return 'Every fault of the wires ends'
  const line = act.line.replaceAll('-', ' ')
  if (act.do !== 'fault') return `The connections from ${line} ${act.do === 'cut' ? 'are cut' : 'stay half open'}`
  const [what = '', object = ''] = act.fault.split('-')
  const which = act.count ? nextOf(act.count, object) : shareOf(act.share ?? 1, object)
  return `The wire from ${line}: ${what} ${which}${act.late_ms ? ` by ${spanText(act.late_ms)}` : ''}`
}

function nextOf(count: number, object: string): string {
  return count === 1 ? `the next ${object}` : `the next ${count} ${object}s`
}

function shareOf(share: number, object: string): string {
  return share === 1 ? `every ${object}` : `${Number((share * 100).toFixed(1))} % of the ${object}s`
}

function engine(act: EngineAct): string {
  switch (act.do) {
    case 'crash':
      return `is killed${act.when && act.when !== 'now' ? ` ${act.when.replace('-', ' a ')}` : ''} and begins again ${spanText(act.away_ms)} later`
    case 'stop':
      return 'is stopped'
    case 'start':
      return 'is started'
    case 'database':
      return {
        away: 'loses its database',
        full: 'has a full disk',
        aborting: 'has its writes aborted',
        back: 'has its database again',
      }[act.is]
    case 'clock-step':
      return `finds its clock moved by ${spanText(act.by_ms)}`
    case 'activate':
      return `goes on with the revision ${act.revision}`
  }
}

function person(act: PersonAct, { order }: Naming): string {
  switch (act.do) {
    case 'take':
      return `takes the exception ${act.kind} on ${order(act.order)}`
    case 'close':
      return `closes the exception ${act.kind} on ${order(act.order)}${because(act.rootCause)}`
    case 'pause':
    case 'hold':
    case 'resume':
      return `${act.do}s the flow ${act.flow}${because(act.why)}`
    case 'skip':
      return `passes over what is held of ${order(act.order)}${because(act.rootCause)}`
    case 'release':
    case 'resend':
    case 'cancel':
      return `${act.do}s what is held of ${order(act.order)}${because(act.rootCause)}`
  }
}
