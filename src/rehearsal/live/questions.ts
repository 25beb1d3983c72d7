// What a person is asked at the real system when everything has been said: of each order what the display of an EHR must show,
// and of a laboratory what it did and never said. The one
// thing to know: where the scenario expects what the lab said, the lab's own values are read out, since whoever looks does
// not know them.
import { type ChartLabel, type ChartVersion, labelOf } from '../ehr/chart.ts'
import type { Handle } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'
import { chartText } from '../scenario/explain.ts'
import type { Prepared } from '../scenario/prepare.ts'
import type { RealSide } from './far-end.ts'

/** One question an order, to be answered with yes by the person at the real system. */
export function questionsOf(prepared: Prepared, evidence: Evidence, real: RealSide): readonly string[] {
  return real === 'ehr' ? ofChart(prepared, evidence) : ofBook(prepared)
}

/** Orders with which a laboratory does something that no message says: only its own book shows it. */
export function untold({ play }: Prepared): ReadonlySet<Handle> {
  return new Set(
    play.acts.flatMap(({ who, act }) => (who === 'lab' && act.do === 'cancel' && act.silent ? [act.order] : [])),
  )
}

function ofBook(prepared: Prepared): readonly string[] {
  const { scenario, orders } = prepared
  const unseen = untold(prepared)
  return [...orders.values()].flatMap(({ handle, name }) => {
    const { state } = scenario.expect.lab[handle] ?? scenario.expect.lab[name] ?? {}
    return state !== undefined && unseen.has(handle)
      ? [`${handle}: the laboratory’s own book shows it as ${state}`]
      : []
  })
}

function ofChart(prepared: Prepared, evidence: Evidence): readonly string[] {
  const { scenario, orders } = prepared
  return [...orders.values()].flatMap(({ handle, name }) => {
    const expected = scenario.expect.chart[handle] ?? scenario.expect.chart[name] ?? 'as the lab said'
    if (expected === 'not checked') return []
    const key = evidence.keys.get(handle) ?? ''
    const number = evidence.lab.book.get(key)?.order.placer.number ?? ''
    const said = expected === 'not there' || expected === 'no result' ? '' : saidByLab(prepared, evidence, key)
    const shown = `the chart shows: ${chartText(expected)}${said === '' ? '' : ` (the lab said ${said})`}`
    return [`${handle}${number === '' ? '' : ` (${number})`}: ${shown}`]
  })
}

/** The lab's last word on an order, in the EHR's codes. */
function saidByLab({ words }: Prepared, { lab }: Evidence, key: string): string {
  const { state, observations = [] } = lab.book.get(key) ?? {}
  if (state === undefined) return ''
  const values = observations.map(({ component, name, value, unit, flags, status }) => {
    const parts = [readable(value), unit, flags === '' ? '' : `flag ${flags}`, labelled(status)]
    return `${name || words.componentAtEhr(component)} ${parts.filter((part) => part !== '').join(' ')}`
  })
  return [...(observations.length === 0 ? [state] : []), ...values].join('; ')
}

/** A value as a display writes it: a comparator before its number, a coded answer by its text. (HL7 v2.5.1 §2.A.75, §2.A.13) */
function readable(value: string): string {
  const [code = '', text = ''] = value.split('^')
  return /^[<>=]*$/.test(code) ? value.replaceAll('^', '') : text || code
}

/** HL7 table 0085 as a display labels it. */
function labelled(status: string): ChartLabel {
  const versions = [{ status } as ChartVersion]
  return labelOf({ component: '', alternate: '', name: '', subId: '', versions })
}
