// One message, whole: in words as the dictionary has them, and as it was received.
import type { MessageLife } from '../../adapters/postgres/query.ts'
import { describe, parseMessage } from '../../hl7/index.ts'
import type { MessageView } from '../contract.ts'
import { deliveryView, messageRow } from './rows.ts'

/** Beyond this a page is no help: the rest is left out, and the page says so. */
const most_rows = 3000
const most_value = 2000

/**
 * @param encoding the character set of its system's messages that name none (MSH-18)
 */
export function messageView(
  { message, revision, orderIds, deliveries }: MessageLife,
  onTheWay: Pick<MessageView, 'leftBehind' | 'converted'>,
  encoding: string,
): MessageView {
  const rows = rowsOf(message.body, encoding)
  return {
    ...messageRow(message),
    ...{ connection: message.connection, refused: message.refused, revision, orderIds },
    rows: rows.slice(0, most_rows),
    moreRows: rows.length > most_rows,
    raw: rawText(message.body),
    ...onTheWay,
    deliveries: deliveries.map(deliveryView),
  }
}

/** A message that cannot be read has no rows; it is shown as received. */
function rowsOf(body: Uint8Array, encoding: string): MessageView['rows'] {
  try {
    return describe(parseMessage(body, { encoding }), most_rows + 1).map(({ path, title, names, value, meaning }) => ({
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
