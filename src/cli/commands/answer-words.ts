// An acknowledgement in words: what its code means, what it says is wrong and where. (HL7 v2.5.1 §2.15.5 ERR, §2.15.8 MSA;
// tables 0008 and 0357)
import { get, type Message, segmentsNamed, value } from '../../hl7/index.ts'

export type ToldError = { readonly place: string; readonly code: string; readonly text: string }

export type Told = {
  /** MSA-1. */
  readonly code: string
  readonly meaning: string
  readonly positive: boolean
  /** Whether it answers for storing (CA, CE, CR) or for the content (AA, AE, AR). */
  readonly kind: 'commit' | 'application'
  /** MSA-2: the message that it answers. */
  readonly controlId: string
  /** MSH-9, where the answer is more than an acknowledgement: ORL^O22. */
  readonly type: string
  readonly text: string
  readonly errors: readonly ToldError[]
}

const meanings: Readonly<Record<string, string>> = {
  AA: 'accepted',
  AE: 'refused: an error in the content',
  AR: 'rejected: not taken, busy or of the wrong kind',
  CA: 'stored',
  CE: 'not stored: an error in the content',
  CR: 'not stored: not taken, busy or of the wrong kind',
}

/** What an answer says; null where the message carries no MSA. */
export function tellAnswer(answer: Message): Told | null {
  const code = get(answer, 'MSA-1')
  if (code === undefined) return null
  return {
    code,
    meaning: meanings[code] ?? 'no code of HL7 table 0008',
    positive: code === 'AA' || code === 'CA',
    kind: code.startsWith('C') ? 'commit' : 'application',
    controlId: get(answer, 'MSA-2') ?? '',
    type: [get(answer, 'MSH-9.1'), get(answer, 'MSH-9.2')].filter(Boolean).join('^'),
    text: get(answer, 'MSA-3') ?? '',
    errors: segmentsNamed(answer, 'ERR').map((err) => {
      const part = (field: number, component = 0, subcomponent = 0) => value(err, field, component, subcomponent) ?? ''
      const later = part(3, 1) !== ''
      return {
        place: later ? placeOf(part(2, 1), part(2, 2), part(2, 3)) : placeOf(part(1, 1), part(1, 2), part(1, 3)),
        code: [later ? part(3, 1) : part(1, 4, 1), later ? part(3, 2) : part(1, 4, 2)].filter(Boolean).join(' '),
        text: part(8) || part(7),
      }
    }),
  }
}

function placeOf(segment: string, nth: string, field: string): string {
  const at = nth === '' || nth === '1' ? '' : `[${nth}]`
  return segment === '' ? '' : `${segment}${at}${field === '' ? '' : `-${field}`}`
}

/** `AE refused: an error in the content. 204 Unknown key identifier at PID-3: The patient is not known here.` */
export function answerLine(told: Told): string {
  const type = told.type === '' || told.type.startsWith('ACK') ? '' : `${told.type} `
  const errors = told.errors.map(({ code, place, text }) => {
    const where = place === '' ? '' : ` at ${place}`
    return `${code || 'error'}${where}${text === '' ? '' : `: ${text}`}`
  })
  const said = told.text !== '' && !told.errors.some(({ text }) => text === told.text) ? [told.text] : []
  // What the receiver wrote may be a whole sentence: then it brings its full stop.
  return [`${type}${told.code} ${told.meaning}`, ...said, ...errors].reduce(
    (line, part) => `${line.replace(/\.$/, '')}. ${part}`,
  )
}
