// An order as a play asks for it, filled in by the EHR's own catalog: name, specimen, priority, answers. The one thing to
// know: what the play says wins, what it leaves open is answered as it should be, by chance of the order's own.

import type { Instant } from '../../engine/ports/clock.ts'
import { answerTo, type Menu } from '../order-picker.ts'
import type { Person } from '../people.ts'
import type { OrderAsk } from '../play/act.ts'
import type { Cast } from '../play/cast.ts'
import type { EhrOrder, OrderAnswer } from './ehr-messages.ts'

/** The order of an ask. A test that the catalog does not have is ordered under its code alone. */
export function fillOrder(
  menu: Menu | null,
  ask: OrderAsk,
  person: Person,
  numbers: Pick<EhrOrder, 'placer' | 'group'>,
  cast: Cast,
  at: Instant,
): EhrOrder {
  const orderable = menu?.byCode.get(ask.test)
  const { priorities = [], name = ask.test, specimen = '' } = orderable ?? {}
  return {
    ...numbers,
    test: ask.test,
    testName: name,
    priority: ask.priority ?? priorities[0] ?? '',
    specimen,
    note: '',
    answers: answersTo(menu, ask, person, cast, at),
    ...(ask.startsAt_ms === undefined ? {} : { startsAt: cast.start + ask.startsAt_ms }),
    ...(ask.collected ? { collectedAt: at } : {}),
    ...(ask.addOnTo === undefined ? {} : { isAddOn: true }),
  }
}

function answersTo(menu: Menu | null, ask: OrderAsk, person: Person, cast: Cast, at: Instant): readonly OrderAnswer[] {
  const asked = menu?.byCode.get(ask.test)?.questions ?? []
  const given = ask.answers ?? {}
  const codes = [...asked, ...Object.keys(given).filter((code) => !asked.includes(code))]
  return codes.flatMap((code) => {
    const wish = given[code]
    if (wish === null) return []
    const question = menu?.questions.get(code)
    const random = cast.random(ask.order, `question/${code}`)
    if (wish === undefined) return question?.required ? answerTo(random, question, person, at) : []
    const { name = code, valueType = 'ST', unit = '', answers } = question ?? {}
    const coded = valueType === 'CE' ? `${wish.value}^${answers?.get(wish.value) ?? wish.value}^L` : wish.value
    return [{ code, question: name, valueType, value: coded, unit: wish.unit ?? unit }]
  })
}
