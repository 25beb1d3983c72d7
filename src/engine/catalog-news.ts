// A catalog message as the engine treats it: answered record by record, and somebody's to look at. The one thing to know: it
// changes nothing; what it says becomes part of the site only by people (ADR 0070).
import { answerCatalog } from '../alignment/catalog/mfn/answer.ts'
import { isCatalogMessage, readCatalogMessage } from '../alignment/catalog/mfn/read-message.ts'
import { type Acknowledgment, Hl7Error, type Message, parseMessage } from '../hl7/index.ts'
import type { Concern } from '../ownership/exception.ts'
import type { Flow } from '../site/shapes/flow.ts'
import { isThreeLetters } from '../terminology/shown-code.ts'

/** Whether a flow only keeps what it takes: a catalog flow that names no connection. */
export function isKeptOnly({ kind, delivery }: Pick<Flow, 'kind' | 'delivery'>): boolean {
  return kind === 'catalog' && delivery.connection === ''
}

/** MFK for a catalog message, from its bytes; undefined for any other. */
export function catalogAnswer(
  body: Uint8Array,
  answer: Omit<Acknowledgment, 'records' | 'type'>,
  encoding: string | undefined,
): Uint8Array | undefined {
  try {
    return answerCatalog(parseMessage(body, encoding === undefined ? {} : { encoding }), answer)
  } catch (error) {
    // What cannot be read is answered as any other message is.
    if (error instanceof Hl7Error) return undefined
    throw error
  }
}

/** What somebody has to decide about a catalog message; null for any other. One a message, since each is dealt with apart. */
export function catalogNews(message: Message, system: string, messageId: number): Concern | null {
  if (!isCatalogMessage(message)) return null
  const { records, masterFile } = readCatalogMessage(message)
  const taken = records.filter(({ problem }) => problem === null)
  const counted = [...Map.groupBy(taken, ({ action }) => action ?? '')].map(
    ([action, of]) => `${of.length} to ${action}`,
  )
  const refused = records.length - taken.length
  const words = [...counted, ...(refused > 0 ? [`${refused} that could not be taken`] : [])].join(', ')
  return {
    kind: 'catalog-changed',
    severity: 'normal',
    text:
      `${system} sent ${records.length} record${records.length === 1 ? '' : 's'} of its catalog (${shownFile(masterFile)}): ${words || 'none'}. Nothing is changed by it. ` +
      'Look at the draft (labloop catalog draft), put into the site what is right, have new codes mapped, and close this.',
    cause: `catalog-changed|${system}|${messageId}`,
  }
}

/** MFI-1, table 0175. */
function shownFile(text: string): string {
  if (text === '') return 'no master file named'
  return isThreeLetters(text) ? text : 'a master file of its own'
}
