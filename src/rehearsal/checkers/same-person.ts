// Who is the same person by what was played: records that either system merged or linked, in any order. The one thing to
// know: a merge that was undone later still counts, since results that were filed in between are the chart's own business;
// what this lets pass is listed among what is not verified.
import type { Act } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'

/** Tells whether two record numbers were ever one person's in this run. */
export function samePersonOf({ acts, keys }: Pick<Evidence, 'acts' | 'keys'>): (mrn: string, other: string) => boolean {
  const parents = new Map<string, string>()
  const root = (mrn: string): string => {
    let at = mrn
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up
    return at
  }
  for (const { act } of acts) {
    const merged = mergeIn(act)
    if (!merged) continue
    const [from, into] = [root(keys.get(merged.patient) ?? ''), root(keys.get(merged.into) ?? '')]
    if (from !== into) parents.set(from, into)
  }
  return (mrn, other) => mrn === other || root(mrn) === root(other)
}

function mergeIn(act: Act): { readonly patient: string; readonly into: string } | null {
  if (act.who !== 'ehr' && act.who !== 'lab') return null
  return act.act.do === 'merge' ? act.act : null
}
