// split: several messages of one. The one thing to know: each part has the header, the patient and everything else that
// stood in front of the first order, so that it can be read alone.
import { LabloopError } from '../../errors.ts'
import { type Draft, draftWith, type Line, segmentOf } from '../draft.ts'
import { codes } from '../find-lines.ts'
import { type CompiledStep, type Run, raise } from './step-run.ts'
import type { Condition } from './when.ts'

type Part = { readonly lines: Line[] }

/** One message for each order (`order`: an ORC with all its OBR) or for each OBR (`observation-group`). */
export function splitStep(by: 'order' | 'observation-group', holds: Condition): CompiledStep {
  return (drafts, run) =>
    drafts.flatMap((draft) => {
      if (!holds(draft, -1)) return [draft]
      const parts = partsOf(draft, by)
      if (parts.length > most_parts) return tooMany(draft, run, by)
      return parts.length < 2 ? [draft] : parts.map((part) => partWith(draft, part.lines, run))
    })
}

function partWith(draft: Draft, lines: readonly Line[], run: Run): Draft {
  return { ...draftWith(draft, lines), origins: originsOf(draft, lines, run) }
}

/** Where the orders of a part came from. A function of the site may have made its lines: then it is as known as it was before. */
function originsOf({ origins = null }: Draft, lines: readonly Line[], { came }: Run): readonly number[] | null {
  const orders = lines.filter(({ code }) => code === codes.ORC || code === codes.OBR)
  if (orders.some(({ message, index }) => message !== came || index < 0)) return origins
  return orders.map((line) => segmentOf(line).start)
}

/** Each part has its own header and patient, so a hostile message could grow without bound. */
const most_parts = 1000

function tooMany(draft: Draft, run: Run, by: string): Draft[] {
  const { message, remedy } = new LabloopError('step-too-many')
  run.failed = true
  raise(run, 'hold', {
    kind: 'step-failed',
    severity: 'high',
    text: `split: ${message} The message is held. ${remedy}`,
    cause: `step-failed|split|${by}`,
  })
  return [draft]
}

function partsOf(draft: Draft, by: 'order' | 'observation-group'): Part[] {
  const parts: Part[] = []
  let front: Line[] = []
  let isFront = true
  const header = headerOf(draft)
  let order: Line[] = []
  let hasDetail = false
  const begin = (line: Line, lead: readonly Line[]): void => {
    parts.push({ lines: [...front, ...lead, line] })
    isFront = false
  }
  for (const line of draft.lines) {
    if (line.code === codes.PID) {
      front = isFront ? [...front, line] : [...header, line]
      isFront = true
      order = []
    } else if (line.code === codes.ORC) {
      begin(line, [])
      order = [line]
      hasDetail = false
    } else if (line.code === codes.OBR && (order.length === 0 || (hasDetail && by === 'observation-group'))) {
      begin(line, order)
      hasDetail = true
    } else if (isFront) {
      front.push(line)
    } else {
      if (line.code === codes.OBR) hasDetail = true
      parts.at(-1)!.lines.push(line)
    }
  }
  return parts
}

/** What stands in front of the first patient. */
function headerOf(draft: Draft): Line[] {
  const patient = draft.lines.findIndex((line) => line.code === codes.PID)
  return patient < 0 ? [] : draft.lines.slice(0, patient)
}
