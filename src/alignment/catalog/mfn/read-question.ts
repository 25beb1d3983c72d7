// OMC: a question that is asked with an order. The one thing to know: a segment without a code in OMC-4 asks nothing.
// (HL7 v2.8 §8.8.16)
import type { Segment } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'
import { coded, codes, nameOf, ownCode, text } from './fields.ts'

export function readQuestion(omc: Segment): Cells[] {
  const request = coded(omc, 4)
  const { code, name, system } = ownCode(request)
  if (code === '') return []
  const loinc =
    request.system === 'LN' && request.code !== ''
      ? { code: request.code, name: request.name }
      : request.otherSystem === 'LN'
        ? { code: request.otherCode, name: request.otherName }
        : { code: '', name: '' }
  const answers = codes(omc, 11).map((answer) => ({ ...ownCode(answer), name: nameOf(answer) }))
  const cells = {
    name: name || code,
    coding_system: system,
    loinc: loinc.code,
    loinc_name: loinc.name,
    value_type: text(omc, 9),
    coded_answers: answers
      .filter((answer) => answer.code !== '')
      .map((answer) => `${answer.code}=${answer.name}`.replaceAll(';', ','))
      .join(';'),
    required: { Y: 'yes', N: 'no' }[text(omc, 7)] ?? '',
    hint: text(omc, 8),
  }
  return [{ code, ...Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== '')) }]
}
