// Writes docs/ledger.md from the tables of the ledger: `node scripts/ledger-doc.ts`. A test holds the file to them.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { alarms } from '../src/ledger/alarms.ts'
import { dialogueKinds, type FactKind, factKinds, patientFactKinds, type Side, sides } from '../src/ledger/fact.ts'
import { legality } from '../src/ledger/legality.ts'
import { orderStates, steps } from '../src/ledger/order.ts'
import { controlKinds } from '../src/ledger/reading/controls.ts'
import { adriftReasons } from '../src/ledger/sight.ts'
import { judgements, reportStates, type Stage, stageOf, stages } from '../src/ledger/stages.ts'
import { type Next, type Rule, rests, subjectOf, transitions, waitsFor } from '../src/ledger/transitions.ts'
import { proofs } from '../src/ledger/witness.ts'
import { observationStatuses, resultStatuses } from '../src/terminology/order-tables.ts'

export const ledgerDocumentPath = join(dirname(import.meta.dirname), 'docs', 'ledger.md')

/** What the ledger makes of every fact, as Markdown. */
export function ledgerDocument(): string {
  const chapters = [
    introduction,
    diagram(),
    controls(),
    ...sides.map(transitionTable),
    reports(),
    versions(),
    combinations(),
    words(),
    loop(),
    raised(),
  ]
  return `${chapters.join('\n\n')}\n`
}

const introduction = `# The ledger

Written by \`node scripts/ledger-doc.ts\` from the tables in \`src/ledger\`; change it there.

The ledger keeps what each side said of an order and how far the other side has taken it. A message is read into
**facts**; a fact joins the order that its numbers and its patient mean; \`decide(order, fact)\` gives the next order and
what follows from it, or says why nothing does. Facts count in order of arrival. Clock times never decide.`

/** The usual ways; a report or a status that takes an order back is raised and left out of the picture. */
function diagram(): string {
  const arrows = new Map<string, Set<string>>()
  for (const kind of [...dialogueKinds, 'result-reported'] as const) {
    for (const side of sides) {
      for (const from of orderStates) {
        for (const to of targets(transitions[kind][side][from], from)) {
          if (to === from || kind === 'control-not-followed') continue
          const arrow = `${id(from)} --> ${id(to)}`
          arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(labels[kind] ?? kind))
        }
      }
    }
  }
  const lines = [...arrows].map(([arrow, said]) => `  ${arrow}: ${[...said].join(', ')}`)
  const ends = orderStates.filter((state) => rests[state]).map((state) => `  ${id(state)} --> [*]`)
  return ['## States', '', '```mermaid', 'stateDiagram-v2', '  [*] --> unheard', ...lines.sort(), ...ends, '```'].join(
    '\n',
  )
}

/** ORC-1 where one code says it. */
const labels: Partial<Record<FactKind, string>> = {
  ...Object.fromEntries(
    Object.entries(controlKinds)
      .map(([control, kind]) => [kind, control] as const)
      .reverse(),
  ),
  'status-changed': 'status',
  'specimen-collected': 'specimen',
  'specimen-received': 'specimen',
  'specimen-rejected': 'specimen',
  'result-reported': 'report',
}

function id(state: string): string {
  return state.replaceAll('-', '_')
}

const progress: readonly string[] = ['unheard', 'requested', 'accepted', 'in-process', 'partial', 'final', 'corrected']

const isOver = (state: string) => state === 'cancelled' || state === 'refused'
const hasResults = (state: string | null) => state !== 'accepted' && state !== 'in-process'

/** The states to which a cell leads onwards. */
function targets(rule: Rule, state: string): readonly string[] {
  if ('refuse' in rule) return []
  const onwards = (names: readonly (string | null)[]) =>
    names.filter((name) => name !== null && (name === 'cancelled' || progress.indexOf(name) > progress.indexOf(state)))
  const under = state === 'cancelling'
  const dynamic: Partial<Record<Next, readonly (string | null)[]>> = {
    same: [],
    resume: ['requested', 'accepted', 'in-process', 'partial', 'final', 'corrected'],
    ended: state === 'final' || state === 'corrected' ? [] : ['cancelled'],
    'by-order-status': under
      ? ['cancelled']
      : onwards(['accepted', 'in-process', ...(state === 'partial' ? ['final'] : []), 'cancelled']),
    'by-report': under
      ? ['cancelled']
      : onwards([...new Set(Object.values(reportStates))].filter((to) => !isOver(state) || hasResults(to))),
  }
  const found = dynamic[rule.next] ?? [rule.next]
  return found.filter((name) => name !== null)
}

function controls(): string {
  const rows = Object.entries(controlKinds).map(([control, kind]) => [control, kind!])
  return [
    '## What ORC-1 says (table 0119)',
    '',
    ...table(['ORC-1', 'Fact'], rows),
    '',
    'ORC-5 `CA`, `DC` or `RP` with a status of the filler makes it `order-cancelled`, `order-discontinued` or `order-replaced`; `CA`',
    'or `DC` of the placer `cancel-requested` or `discontinue-requested`. A code that table 0119 does not have, and the dialect does',
    'not declare, is `control-not-followed`: the message travels, joins its order, and somebody is told. In a report ORC-1 decides',
    'nothing, but for `CN`: orders reported together (each with its own ORC `CN` and OBR, and no OBX) have the results of the one',
    'that follows them.',
  ].join('\n')
}

const notOfOrders: ReadonlySet<FactKind> = new Set([...patientFactKinds, 'catalog-stated'])

function transitionTable(side: Side): string {
  const kinds = factKinds.filter((kind) => !notOfOrders.has(kind))
  const rows = kinds.map((kind) => [kind, ...orderStates.map((state) => cell(kind, side, state))])
  return [`## What the ${side} says`, '', ...table(['', ...orderStates], rows), '', legend].join('\n')
}

const legend = `\`=\` changes no state; \`ORC-5\` and \`OBR-25\` lead where the message says; \`back\` is where the order stood before the
cancellation; \`ended\` is cancelled, but for what was complete already; ✗ is refused, and raised; ! raises a concern; ² only if it is said again with another content. While an
order is *cancelling*, work and results go on beneath it.`

function cell(kind: FactKind, side: Side, state: (typeof orderStates)[number]): string {
  const rule = transitions[kind][side][state]
  if ('refuse' in rule) return '✗'
  const names: Partial<Record<Next, string>> = {
    same: '=',
    resume: 'back',
    'by-order-status': 'ORC-5',
    'by-report': 'OBR-25',
  }
  return `${names[rule.next] ?? rule.next}${rule.alarm ? ' !' : ''}${rule.again ? ' !²' : ''}`
}

function reports(): string {
  const rows = Object.entries(reportStates).map(([status, state]) => [
    status,
    resultStatuses[status as keyof typeof resultStatuses],
    state ?? 'as before, and raised',
  ])
  return [
    '## Where a report leads (OBR-25, table 0123)',
    '',
    ...table(['OBR-25', 'Meaning', 'State'], rows),
    '',
    'Without OBR-25, ORC-5 says it, else the observations. A report that says F of a corrected order leaves it corrected.',
    'A report that says F or C and names a result that is still to come (OBX-11 I, P, S, R) leads to partial. Where the laboratory',
    'works under several filler numbers (told by status, specimen or report), the order ends with the last of them.',
  ].join('\n')
}

function versions(): string {
  const codes = (stage: Stage) =>
    Object.keys(observationStatuses)
      .filter((code) => stageOf(code) === stage)
      .join(' ') || '(none of the table)'
  const rows = stages.map((before) => [before, ...stages.map((now) => judgement(before, now))])
  return [
    '## Versions of an observation (OBX-11, table 0085)',
    '',
    ...table(
      ['Stage', 'OBX-11'],
      stages.map((stage) => [stage, codes(stage)]),
    ),
    '',
    'A blank OBX-11 takes what OBR-25 says. What differs is always a new version; what is identical changes nothing. The row',
    'is the version before, the column the version now; the cell is what is raised where the value (or its unit) is another,',
    'and after a stroke where only the status is. Flags, ranges, times and comments that change on a final are raised, too.',
    '',
    ...table(['', ...stages], rows),
  ].join('\n')
}

function judgement(before: Stage, now: Stage): string {
  const { value, same } = judgements[before][now]
  const name = (one: keyof typeof alarms | null) => (one ? `${one} (${alarms[one].severity})` : '')
  if (!value && !same) return ''
  return value === same || !same ? name(value) : `${name(value)} / ${name(same)}`
}

function combinations(): string {
  const rows = Object.values(legality).map(({ one, codes, other, against, severity, text }) => [
    `${one} ${codes.join(' ')}`,
    `${other} ${against.join(' ')}`,
    severity,
    text,
  ])
  return [
    '## Which codes contradict each other',
    '',
    'ORC-1, ORC-5, OBR-11, OBR-25 and OBX-11 of one order are read together. A pair of this table cannot both be true: the message is',
    'delivered, followed as far as it goes, and raised; it is never held. ORC-5 is held against OBR-25 only where the ORC heads one',
    'OBR. Not asked about, since too many laboratories write it: ORC-5 IP beside a final report, OBX-11 C in a report that says F.',
    '',
    ...table(['One says', 'The other says', 'Severity', 'What is raised'], rows),
  ].join('\n')
}

function words(): string {
  const rows = Object.entries(subjectOf).map(([kind, subject]) => [kind, subject])
  const proven = sides.flatMap((side) =>
    Object.entries(proofs[side]).map(([kind, { subjects, level }]) => [side, kind, subjects.join(', '), level]),
  )
  return [
    '## Words and how far they are taken',
    '',
    'A word is the last thing that a side said on one subject. It is taken `sent`, `received`, `accepted` or `filed`: raised by',
    'an acknowledgement as far as its connection proves, by a census, or by a word of the other side under this order’s number',
    'that only one who holds it can say; taken back by a refusal.',
    '',
    ...table(['Fact', 'Subject'], [...rows, ['order-accepted (filler)', 'request']]),
    '',
    ...table(['Said by', 'Fact', 'Proves of the other side’s words', 'Level'], proven),
  ].join('\n')
}

function loop(): string {
  const rows = orderStates.map((state) => {
    const rest = rests[state]
    const needs = rest ? sides.map((side) => `${side}: ${rest[side].join(', ')}`).join('; ') : ''
    return [state, waitsFor[state].join(', '), rest ? 'yes' : '', needs]
  })
  return [
    '## The loop',
    '',
    'By precedence: *owned* (an exception is open), *dormant* (to begin later, and only its beginning or result is awaited),',
    '*on course* (something is awaited and not overdue), *agreed* (at rest, every word that a flow delivers is taken, and both',
    'sides see the same state), else *adrift*, with a reason. Agreed is *proven* when the words named below are filed.',
    '',
    ...table(['State', 'Waits for', 'Can rest', 'Proven by'], rows),
    '',
    `Steps: ${steps.map((step) => `\`${step}\``).join(', ')}. \`answered\` waits for the acknowledgement of a word that was sent, \`filed\` for the`,
    'receiver’s census where it has one, `cancel_taken` for the placer’s acceptance of a cancellation by the laboratory, `settled` for a person who says what became of a word that did not come to its receiver, `released` for the start of a future order. A late step is raised; when that is closed,',
    'the waiting begins anew.',
    '',
    'The check for adrift orders reads the stored columns only (`src/ledger/sight.ts`). It finds:',
    '',
    ...adriftReasons.map((reason) => `- ${reason}`),
  ].join('\n')
}

function raised(): string {
  const rows = Object.entries(alarms).map(([name, { kind, severity, text }]) => [name, kind, severity, text])
  return ['## What is raised', '', ...table(['Alarm', 'Kind', 'Severity', 'Text'], rows)].join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

if (process.argv[1] === import.meta.filename) writeFileSync(ledgerDocumentPath, ledgerDocument())
