// Checks of the loops that come in forms: how another specimen is asked for, and who adds a test. The one thing to know: the
// form says whose message begins the loop and whether the order lives on, so a loop that says otherwise elsewhere could
// never be walked, or would wait for ever.
import type { SiteParts, WorkflowPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import { type Loop, listOf, type Proof } from '../shapes/workflow.ts'
import { quoted } from '../suggest.ts'
import type { Path } from '../yaml-file.ts'

type Look = {
  readonly parts: SiteParts
  readonly source: WorkflowPart['source']
  readonly report: Report
}

/** A loop of one of these kinds, at its place in the file. */
export function checkForm(look: Look, loop: Loop, here: Path): void {
  if (loop.loop === 'recollect') checkRecollect(look, loop, here)
  if (loop.loop === 'add-on') checkBeginner(look, loop.proof, loop.form === 'ehr-order' ? 'ehr' : 'lis', here)
}

/** Cancelled and ordered anew, this order is at its end; in the other forms it goes on somewhere. */
function checkRecollect(look: Look, loop: Extract<Loop, { loop: 'recollect' }>, here: Path): void {
  const { source, report } = look
  const ends = loop.form === 'cancel-and-reorder'
  if (ends && loop.next !== undefined)
    report.error('site-value-invalid', source.file, source.at([...here, 'next']), {
      message: 'An order that is cancelled and ordered anew ends: nothing of it is awaited.',
      given: quoted(loop.next),
      allowed: 'no next; or the form same-order or new-accession',
    })
  if (!ends && loop.next === undefined)
    report.error('site-value-missing', source.file, source.at(here), {
      message: 'The order goes on with another specimen, and nothing says at which step.',
      allowed: 'next: the step that is awaited again',
    })
  checkBeginner(look, loop.proof, 'lis', here)
}

/** Every message that begins the loop comes from a system of this side. */
function checkBeginner(
  { parts, source, report }: Look,
  proof: Proof | readonly Proof[],
  side: 'ehr' | 'lis',
  here: Path,
): void {
  const systems = parts.systems.flatMap(({ value }) => (value ? [value] : []))
  const allowed = systems.filter(({ role }) => (role === 'ehr') === (side === 'ehr')).map(({ id }) => id)
  listOf(proof).forEach(({ from }, index) => {
    const isKnown = systems.some(({ id }) => id === from)
    if (!isKnown || allowed.length === 0 || allowed.includes(from)) return
    const place: Path = Array.isArray(proof) ? [...here, 'proof', index, 'from'] : [...here, 'proof', 'from']
    report.error('site-value-invalid', source.file, source.at(place), {
      message: `In this form it is the ${side === 'ehr' ? 'EHR' : 'laboratory'} that begins.`,
      given: quoted(from),
      allowed: allowed.join(', '),
    })
  })
}
