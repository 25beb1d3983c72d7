// The lies of a lie test: a message that the receiver should take, and the same message with one thing in it that nobody
// can take. The one thing to know: each lie changes one thing only, so that a refusal says what the receiver looked at,
// and all that it may file is under names and numbers that are plainly a test's.
import { type Edit, get, type Message, segmentsNamed, setMany } from '../../hl7/index.ts'

/** What is wrong with a probe; `truth` is the message that the receiver should take. */
export const lies = [
  'truth',
  'unknown-patient',
  'unknown-order',
  'unknown-test',
  'unknown-component',
  'impossible-status',
] as const
export type Lie = (typeof lies)[number]

/** One message to send, and what an application that looks would answer. */
export type Probe = {
  readonly lie: Lie
  readonly title: string
  readonly wants: 'taken' | 'refused'
  readonly controlId: string
  readonly message: Message
}

const titles: Readonly<Record<Lie, string>> = {
  truth: 'a message that is right',
  'unknown-patient': 'a patient whom nobody knows (PID-3)',
  'unknown-order': 'an order that nobody placed (ORC-2, ORC-3)',
  'unknown-test': 'a test that nobody has (OBR-4)',
  'unknown-component': 'a component that nobody has (OBX-3)',
  'impossible-status': 'a status that no table has',
}

/** Codes and numbers that no catalog and no registry has. */
const nobody = { number: 'LIE-TEST-0', code: 'LIETEST', name: 'LIE TEST, NO SUCH THING', status: '?' } as const

/**
 * The probes made of one message, the truth first. What is no lie in a message is left out: an order message has no
 * components, its order is new to the receiver, and a laboratory takes a patient whom it did not know from the order itself.
 * @param run begins the control IDs, letters and digits, so that a second test is not taken for a repeat of the first
 */
export function probesOf(message: Message, run: string): readonly Probe[] {
  const wanted: readonly (readonly [Lie, readonly Edit[]])[] = [
    ['truth', []],
    ['unknown-patient', isResult(message) ? unknownPatient(message) : []],
    ['unknown-order', isResult(message) ? unknownOrder(message) : []],
    ['unknown-test', renamed(message, 'OBR', 4)],
    ['unknown-component', isResult(message) ? renamed(message, 'OBX', 3) : []],
    ['impossible-status', impossibleStatus(message)],
  ]
  return wanted
    .filter(([lie, edits]) => lie === 'truth' || edits.length > 0)
    .map(([lie, edits], index) => {
      const controlId = `LIE${run}${index}`
      const changed = setMany(message, [['MSH-10', controlId], ...edits])
      return { lie, title: titles[lie], wants: lie === 'truth' ? 'taken' : 'refused', controlId, message: changed }
    })
}

function isResult(message: Message): boolean {
  return ['ORU', 'OUL'].includes(get(message, 'MSH-9.1') ?? '')
}

/** Another record number, and a name to match; every further number of the person goes. */
function unknownPatient(message: Message): Edit[] {
  if (!get(message, 'PID-3')) return []
  const others = ['PID-2', 'PID-4', 'PID-18', 'PID-19'].filter((place) => get(message, place))
  return [
    ...others.map((place): Edit => [place, '']),
    ['PID-3[1].1', nobody.number],
    ['PID-5[1].1', 'Testnobody'],
    ['PID-5[1].2', 'Lie'],
  ]
}

/** Other numbers, wherever the message has one. */
function unknownOrder(message: Message): Edit[] {
  return ['ORC', 'OBR'].flatMap((segment) =>
    each(message, segment).flatMap((nth) =>
      [2, 3]
        .map((field) => `${segment}[${nth}]-${field}.1`)
        .filter((place) => get(message, place))
        .map((place): Edit => [place, nobody.number]),
    ),
  )
}

/** Another code and name, and none of the alternates. */
function renamed(message: Message, segment: 'OBR' | 'OBX', field: number): Edit[] {
  return each(message, segment).flatMap((nth): Edit[] => {
    const place = `${segment}[${nth}]-${field}`
    const alternates = [4, 5, 6].filter((component) => get(message, `${place}.${component}`))
    return [
      [`${place}.1`, nobody.code],
      [`${place}.2`, nobody.name],
      ...alternates.map((component): Edit => [`${place}.${component}`, '']),
    ]
  })
}

/** OBX-11 of a result, ORC-1 of an order, with a code that is in none of HL7's tables (0085, 0119). */
function impossibleStatus(message: Message): Edit[] {
  if (isResult(message)) return each(message, 'OBX').map((nth): Edit => [`OBX[${nth}]-11`, nobody.status])
  return each(message, 'ORC').map((nth): Edit => [`ORC[${nth}]-1`, nobody.status])
}

function each(message: Message, segment: string): number[] {
  return segmentsNamed(message, segment).map((_, index) => index + 1)
}
