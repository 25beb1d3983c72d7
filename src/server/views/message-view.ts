// One message, whole: in words as the dictionary has them, and as it was received.
import type { MessageLife } from '../../adapters/postgres/query.ts'
import { describe, parseMessage } from '../../hl7/index.ts'
import type { MessageView } from '../contract.ts'
import { deliveryView, messageRow } from './rows.ts'

/** Beyond this a page is no help: the rest is counted and left out. */
const most_rows = 3000
const most_value = 2000

export function messageView(
  { message, revision, orderIds, deliveries }: MessageLife,
  leftBehind: MessageView['leftBehind'],
): MessageView {
  return {
    ...messageRow(message),
    ...{ connection: message.connection, refused: message.refused, revision, orderIds },
    rows: rowsOf(message.body),
    raw: rawText(message.body),
    leftBehind,
    deliveries: deliveries.map(deliveryView),
  }
}

/** A message that cannot be read has no rows; it is shown as received. */
function rowsOf(body: Uint8Array): MessageView['rows'] {
  try {
    return describe(parseMessage(body), most_rows).map(({ path, title, names, value, meaning }) => ({
      path,
      name: names.join(', ') || title,
      value: shortened(value),
      meaning: meaning ?? '',
    }))
  } catch {
    return []
  }
}

/** A line a segment; control characters made visible; long values cut with their length. */
function rawText(body: Uint8Array): string {
  return Buffer.from(body)
    .toString('utf8')
    .split(/\r\n?|\n/)
    .map((line) => shortened(line.replace(/[\u0000-\u001f\u007f]/g, '�')))
    .join('\n')
}

function shortened(text: string): string {
  return text.length > most_value ? `${text.slice(0, most_value)} … (${text.length} characters)` : text
}
