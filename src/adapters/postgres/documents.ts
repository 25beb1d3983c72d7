// Values over 4 KB: PDF, long texts. The ledger keeps only their hash; they stand in the message that brought them. The one
// thing to know: before a month of messages is dropped they are taken out of it, so that no result loses its report.
import { type Message, messages, parse, segmentsNamed } from '../../hl7/index.ts'
import type { Order } from '../../ledger/order.ts'
import { text } from '../../ledger/reading/fields.ts'
import { hashOf } from '../../ledger/reading/observation.ts'
import type { DocumentRow } from './statements/add-documents.ts'

/** The values that the versions of an order refer to by hash. */
export function documentsOf(orders: readonly Order[]): DocumentRow[] {
  const found: DocumentRow[] = []
  for (const { observations } of orders) {
    for (const { versions } of observations) {
      for (const { valueHash, messageId } of versions) {
        if (isHash(valueHash)) found.push({ hash: valueHash, messageId })
      }
    }
  }
  return found
}

export function isHash(hash: string): boolean {
  return hash !== '' && /^[0-9a-f]{32}$/.test(hash)
}

/** The OBX-5 of a message, as the ledger reads it, that has this hash; null where there is none or it cannot be read. */
export function valueUnder(hash: string, body: Uint8Array): string | null {
  for (const message of readable(body)) {
    for (const obx of segmentsNamed(message, 'OBX')) {
      const written = text(obx, 5)
      if (hashOf(written) === hash) return written
    }
  }
  return null
}

function readable(body: Uint8Array): readonly Message[] {
  try {
    return messages(parse(body))
  } catch {
    return []
  }
}
