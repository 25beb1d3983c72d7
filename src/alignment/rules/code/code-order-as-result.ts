// The code of an order where the code of a result belongs. The one thing to know: a test of one component often has one code
// for both, which is no mistake; a panel's code on a component is.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutComponents, aboutEntry } from '../tools.ts'

export const codeOrderAsResult: Rule = {
  name: 'code-order-as-result',
  family: 'code',
  severity: 'high',
  finds: 'A component that carries the code, or the LOINC code, of an order or panel.',
  explanation:
    'A receiver that knows the code as an order cannot file a value under it, and whoever counts results by LOINC counts a panel as a value.',
  example: 'The leukocyte esterase of a dipstick carries 24356-8, which is the whole urinalysis panel.',
  remedy: 'Give the component the code of what is observed.',
  catalog(side, tell) {
    for (const component of inUse(side.components)) {
      const isPanel = component.term?.use === 'Order' || /\bpanel\b/i.test(component.term?.name ?? component.loincName)
      if (component.loinc === '' || !isPanel) continue
      const says = `${component.code} carries ${component.loinc} (${component.term?.name ?? component.loincName}), which is ordered and not observed.`
      tell({ ...aboutEntry(side, 'component', component), says, variant: component.loinc })
    }
  },
  pair(pair, tell) {
    const { placer } = pair
    for (const link of pair.components) {
      if (link.toCode === null || placer.components.has(link.toCode) || !placer.orderables.has(link.toCode)) continue
      const says = `${link.from.code} arrives as ${link.toCode}, which is an order of ${placer.system.id} and no component.`
      tell({ ...aboutComponents(pair, link), says })
    }
  },
  shape({ end, side, subject, code, component }, tell) {
    if (component || side.components.size === 0 || !side.orderables.has(code.code)) return
    tell({
      subject,
      variant: end,
      says: `OBX-3 is ${code.code}, which is an order of ${side.system.id} and no component.`,
    })
  },
}
