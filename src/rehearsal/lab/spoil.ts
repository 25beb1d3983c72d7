// What can be wrong with one report of the lab, put into it on purpose. The one thing to know: the lab's own book stays
// right; only what is said is spoilt, so that the judges see the difference.
import { Buffer } from 'node:buffer'
import { otherBirthDate } from '../people.ts'
import type { Spoil } from '../play/act.ts'
import type { LabObservation, LabPatient, Sheet } from './lab-messages.ts'

/** A sheet with what is wrong in it. `another`: a patient of the run who is not meant; absent: nobody else is there. */
export function spoiltSheet(sheet: Sheet, spoil: Spoil, another: LabPatient | undefined): Sheet {
  const { order, report } = sheet
  const first = (change: Partial<LabObservation>): Sheet => {
    const [one, ...rest] = report.observations
    return one ? { ...sheet, report: { ...report, observations: [{ ...one, ...change }, ...rest] } } : sheet
  }
  const patient = (change: Partial<LabPatient>): Sheet => {
    return { ...sheet, order: { ...order, patient: { ...order.patient, ...change } } }
  }
  const number = (placer: string, filler: string): Sheet => {
    const { authority } = order.placer
    return {
      ...sheet,
      order: { ...order, placer: { number: placer, authority }, filler: { ...order.filler, number: filler } },
    }
  }
  switch (spoil) {
    case 'unknown-component':
      return first({ component: `${report.observations[0]?.component ?? 'X'}-2` })
    case 'unknown-test':
      return { ...sheet, order: { ...order, test: `${order.test}-2` } }
    case 'unknown-unit':
      return first({ unit: 'spoon' })
    case 'unreadable-range':
      return first({ range: 'see comment' })
    case 'unknown-flag':
      return first({ flags: 'ZZ' })
    case 'other-birth-date':
      return patient({ birthDate: otherBirthDate(order.patient.birthDate) })
    case 'other-patient':
      return another ? { ...sheet, order: { ...order, patient: another } } : patient({ mrn: `${order.patient.mrn}9` })
    case 'wrong-authority':
      return patient({ mrnAuthority: 'XYZ' })
    case 'unknown-patient':
      return patient({ mrn: `U${order.patient.mrn}`, familyName: 'Testnobody' })
    case 'unknown-order':
      return number(`77${order.placer.number}`, `77${order.filler.number}`)
    case 'no-order-number':
      return number('', order.filler.number)
    case 'other-control-id-reference':
    case 'bad-escape':
    case 'other-character-set':
      return sheet
  }
}

/** The bytes of a message with what is wrong below the level of fields. */
export function spoiltBytes(bytes: Uint8Array, spoil: Spoil | undefined): Uint8Array {
  if (spoil === 'bad-escape') return withLine(bytes, 'OBX', 'NTE|1|L|Checked \\Zq\\ twice \\X0G\\.')
  if (spoil === 'other-character-set') return withLine(bytes, 'OBX', 'NTE|1|L|Gepr\u00fcft.')
  if (spoil === 'other-control-id-reference') return withLine(bytes, 'MSH', 'MSA|AA|NOTSENT1')
  return bytes
}

/** A line behind the first segment of this name, written byte for byte whatever the message's character set. */
function withLine(bytes: Uint8Array, after: string, line: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const at = text.startsWith(after) ? 0 : text.indexOf(`\r${after}`) + 1
  const end = text.indexOf('\r', at) + 1
  return Buffer.from(`${text.slice(0, end)}${line}\r${text.slice(end)}`, 'latin1')
}
