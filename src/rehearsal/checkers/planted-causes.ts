// What the acts of a play can leave for a person: causes for which two systems cannot come to agree by themselves. The one
// thing to know: it is a table by act; what is not in it must end agreed.
import type { Act, EhrAct, Handle, LabAct } from '../play/act.ts'

/** A cause in one act: the orders, or all orders of the patients, that it can leave without agreement. */
export type PlantedCause = {
  readonly cause: string
  readonly orders?: readonly Handle[]
  readonly patients?: readonly Handle[]
  /** Labloop holds the message: later ones of the same patient wait behind it. */
  readonly holds?: true
}

/** What an act can leave for a person, whoever does it. */
export function plantedBy({ who, act }: Act): readonly PlantedCause[] {
  if (who === 'lab') return plantedByLab(act)
  if (who === 'ehr') return plantedByEhr(act)
  if (who !== 'person') return []
  if (act.do === 'take') return []
  return 'order' in act ? [{ cause: 'a person decided about it', orders: [act.order] }] : []
}

function plantedByLab(act: LabAct): readonly PlantedCause[] {
  switch (act.do) {
    case 'intend': {
      const cause = intended(act)
      return cause === '' ? [] : [{ cause, orders: [act.order] }]
    }
    case 'report':
      return act.parts.flatMap(({ order, spoil, resultStatus, observationStatus, change }) => {
        if (spoil)
          return [
            {
              cause: `a report with ${spoil.replaceAll('-', ' ')}`,
              orders: act.parts.map((part) => part.order),
              holds: true,
            },
          ]
        if (change?.unit !== undefined)
          return [{ cause: 'a report in another unit than the catalog’s', orders: [order], holds: true }]
        const odd = resultStatus !== undefined || observationStatus !== undefined
        return odd ? [{ cause: 'a report with another status than its work', orders: [order] }] : []
      })
    case 'correct':
      if (act.status !== undefined && act.status !== 'C') return [{ cause: 'a silent overwrite', orders: [act.order] }]
      return act.change ? [{ cause: 'a correction of more than the value', orders: [act.order] }] : []
    case 'withdraw':
      return [{ cause: `results withdrawn (${act.as})`, orders: [act.order] }]
    case 'refile':
      return [{ cause: 'a result moved to another patient', orders: [act.order, act.onto], holds: true }]
    case 'reject-specimen':
      return [{ cause: 'a rejected specimen', orders: [act.order] }]
    case 'cancel':
      return act.silent ? [{ cause: 'a cancel that the lab never said', orders: [act.order] }] : []
    case 'add':
      return act.as === 'unsolicited' ? [{ cause: 'a result that nobody ordered', orders: [act.order] }] : []
    case 'open':
      return act.as === 'SN' ? [] : [{ cause: 'a result that nobody ordered', orders: [act.order] }]
    case 'split':
      return [{ cause: 'one order under two accessions', orders: [act.order] }]
    case 'combine':
      return [{ cause: 'two orders under one accession', orders: act.orders }]
    case 'say-again':
      return act.version === 'first' ? [{ cause: 'an old version said again', orders: act.orders ?? [] }] : []
    case 'say':
      return [{ cause: `the lab said ${act.control}`, orders: [act.order] }]
    case 'merge':
      return [{ cause: 'patients merged in the lab', patients: [act.patient, act.into], holds: true }]
    default:
      return []
  }
}

function intended({ answer, cancels = 'grant' }: Extract<LabAct, { do: 'intend' }>): string {
  if (answer !== 'accept') return answer === 'refuse' ? 'the lab refuses the order' : 'the lab never says a word'
  if (cancels === 'grant') return ''
  return cancels === 'refuse' ? 'the lab refuses a cancel' : 'the lab never answers a cancel'
}

function plantedByEhr(act: EhrAct): readonly PlantedCause[] {
  switch (act.do) {
    case 'order':
      return act.asks.flatMap(({ order, sameNumberAs, answers }) => {
        if (sameNumberAs) return [{ cause: 'two orders under one number', orders: [order, sameNumberAs], holds: true }]
        return answers ? [{ cause: 'answers at order entry that are not as they should be', orders: [order] }] : []
      })
    case 'update': {
      const { birthDate, sex, familyName } = act.change
      const changed = birthDate ?? sex ?? familyName
      return changed === undefined
        ? []
        : [{ cause: 'patient data changed under way', patients: [act.patient], holds: true }]
    }
    case 'merge':
      return act.silent ? [{ cause: 'a merge that nobody said', patients: [act.patient, act.into], holds: true }] : []
    case 'unmerge':
      return [{ cause: 'a merge undone in the chart', patients: [act.patient, act.from], holds: true }]
    case 'reject-later':
      return [{ cause: 'the error queue behind an AA', orders: [act.order] }]
    case 'repeat':
      return act.newControlId ? [{ cause: 'a new order said again', orders: [act.order] }] : []
    case 'replace':
      return [{ cause: 'an order replaced', orders: [act.order, act.by.order] }]
    case 'modify':
    case 'hold':
    case 'continue':
      return [{ cause: `an order under ${act.do}`, orders: [act.order] }]
    default:
      return []
  }
}
