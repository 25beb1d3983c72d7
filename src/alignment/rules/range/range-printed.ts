// The range on the report against the catalog's. The one thing to know: both are the laboratory's own, so a difference says
// that the catalog is behind, or that the range of another person was printed.
import type { Rule } from '../../rule.ts'
import { decades, sameBand } from './bands.ts'

export const rangePrinted: Rule = {
  name: 'range-printed',
  family: 'range',
  severity: 'normal',
  isDoubt: true,
  finds: 'A report whose reference range is not the one that the catalog has for this person.',
  explanation:
    'Everything that was aligned rests on the catalog; a range that changed with a new analyser shows here first.',
  example: 'A girl of nine gets the haemoglobin range of an adult woman.',
  remedy: 'Bring the catalog up to date, or have the laboratory correct what it prints.',
  value({ shape, printed, listed }, tell) {
    const { component, subject, range } = shape
    if (!printed || !listed || !component) return
    if (shape.unitRead.ucum !== component.unitRead.ucum) return
    if (sameBand(printed, listed, component.precision ?? 12) || decades(printed, listed) !== 0) return
    tell({
      subject,
      places: [component.place],
      variant: range,
      says: `OBX-7 says ${printed.text}; the catalog has ${listed.text}.`,
    })
  },
}
