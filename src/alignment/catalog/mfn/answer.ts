// The answer to a catalog message: MFK with a verdict on each record. The one thing to know: "taken" means taken into the
// draft for the site; nothing of a catalog changes by a message alone (ADR 0070).
import { type Acknowledgment, acknowledge, type Message, type RecordVerdict } from '../../../hl7/index.ts'
import { isCatalogMessage, readCatalogMessage } from './read-message.ts'

/** What became of each record, in the order of the message. */
export function recordVerdicts(message: Message): readonly RecordVerdict[] {
  return readCatalogMessage(message).records.map(({ problem }) =>
    problem === null ? { taken: true } : { taken: false, text: problem },
  )
}

/**
 * MFK^Mnn (HL7 v2.5.1 §8.4.2) with MFI and MFA; AE where a record was not taken. undefined where the message is not about a
 * catalog of tests, and is answered like any other.
 * @param answer MSH-10 and MSH-7 of the answer, and its code where every record is taken
 */
export function answerCatalog(
  message: Message,
  answer: Omit<Acknowledgment, 'records' | 'type'>,
): Uint8Array | undefined {
  if (!isCatalogMessage(message)) return undefined
  const records = recordVerdicts(message)
  const refused = records.filter(({ taken }) => !taken).length
  const failed = answer.code === 'AA' && (refused > 0 || records.length === 0)
  const text = records.length === 0 ? 'no record (MFE)' : `${refused} of ${records.length} records not taken`
  return acknowledge(message, {
    ...answer,
    ...(failed ? { code: 'AE', text } : {}),
    type: { code: 'MFK', structure: 'MFK_M01' },
    records,
  })
}
