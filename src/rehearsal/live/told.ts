// A step of a live run in words, with the numbers by which the real system knows the order and the data of the patient whom
// somebody must find or enter there.
import type { Act, Handle } from '../play/act.ts'
import type { Cast } from '../play/cast.ts'
import { namingOf } from '../scenario/explain.ts'
import type { Prepared } from '../scenario/prepare.ts'
import { tellAct } from '../scenario/tell-act.ts'

/** The sentence of an act, without its full stop. */
export function told(act: Act, prepared: Prepared, cast: Cast): string {
  const { order, patient, component } = namingOf(prepared)
  return tellAct(act, {
    component,
    order: (handle) =>
      `${order(handle)}${inBrackets([numberOf(handle, cast), ...personOfNew(handle, prepared, cast)])}`,
    patient: (handle) => `${patient(handle)}${inBrackets(personOf(handle, cast))}`,
  })
}

/** The number of an order that both systems know it by; empty while there is none. */
export function numberOf(handle: Handle, cast: Cast): string {
  const order = cast.order(handle)
  return order ? order.placer || cast.labelOf(order.key) : ''
}

/** Whom an order is for, while it has no number yet: somebody is about to open it. */
function personOfNew(handle: Handle, { orders }: Prepared, cast: Cast): readonly string[] {
  const patient = orders.get(handle)?.patient
  return patient === undefined || numberOf(handle, cast) !== '' ? [] : ['for', ...personOf(patient, cast)]
}

function personOf(handle: Handle, cast: Cast): readonly string[] {
  const person = cast.person(handle)
  if (!person) return []
  const { familyName, givenName, birthDate, sex, mrn } = person
  return [`${familyName}, ${givenName}, born ${birthDate}, ${sex}, ${mrn}`]
}

function inBrackets(parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '')
  return said.length === 0 ? '' : ` (${said.join(' ')})`
}
