// Who has to act on each kind of exception. The one thing to know: the table is total over the kinds, so that no exception
// can be without a team; where the named system has no owner, the site's default team has it.
import type { Site } from '../site/shapes/site.ts'
import type { ExceptionKind } from './exception.ts'

/** Whose side an exception is on: the sender of the message, its receiver, the laboratory, or those who run Labloop. */
export type Party = 'sender' | 'receiver' | 'laboratory' | 'desk'

/** What an exception is about, as far as it is known. Texts are ids of the site, or empty. */
export type Whereabouts = {
  /** The system that sent what it is about. */
  readonly system: string
  readonly flow: string
  readonly orderIds: readonly number[]
  readonly messageId: number | null
  readonly deliveryId: number | null
}

export const accountable: Readonly<Record<ExceptionKind, Party>> = {
  'malformed-message': 'sender',
  'poison-message': 'desk',
  'no-flow': 'desk',
  'control-id-reused': 'sender',
  'unmapped-code': 'desk',
  'value-conversion': 'laboratory',
  'alignment-finding': 'laboratory',
  'step-failed': 'desk',
  'identity-conflict': 'laboratory',
  'number-shared': 'sender',
  'unknown-patient': 'receiver',
  'unsolicited-result': 'laboratory',
  'illegal-transition': 'sender',
  'unknown-code-in-dialect': 'sender',
  'silent-overwrite': 'laboratory',
  'component-missing': 'laboratory',
  'other-test': 'laboratory',
  'status-fell-back': 'laboratory',
  'late-version': 'laboratory',
  'order-refused': 'laboratory',
  'specimen-rejected': 'laboratory',
  'cancel-refused': 'laboratory',
  'delivery-refused': 'receiver',
  'delivery-held': 'desk',
  'no-answer': 'receiver',
  'foreign-acknowledgement': 'receiver',
  'overdue-step': 'desk',
  'queue-too-old': 'receiver',
  'census-differs': 'receiver',
  'census-missing': 'receiver',
  'batch-incomplete': 'sender',
  'operator-hold': 'desk',
  'not-stored': 'desk',
  'catalog-changed': 'desk',
  adrift: 'desk',
}

/** The one team that has to act on an exception of this kind. Total: it always names a team of the site. */
export function teamFor(kind: ExceptionKind, about: Pick<Whereabouts, 'system' | 'flow'>, site: Site): string {
  return ownerOf(systemFor(accountable[kind], about, site), site)
}

/** The team of the laboratory: the owner of the sending LIS, or of any. It hears of every result that is held. */
export function laboratoryTeam(about: Pick<Whereabouts, 'system' | 'flow'>, site: Site): string {
  return ownerOf(systemFor('laboratory', about, site), site)
}

function systemFor(party: Party, about: Pick<Whereabouts, 'system' | 'flow'>, site: Site): string {
  if (party === 'desk') return ''
  const flow = site.flows.find((candidate) => candidate.id === about.flow)
  if (party === 'sender') return about.system || (flow?.from ?? '')
  if (party === 'receiver') return flow?.to ?? about.system
  const laboratories = site.systems.filter(({ role }) => role === 'lis')
  const near = laboratories.find(({ id }) => id === about.system || id === flow?.from || id === flow?.to)
  return (near ?? laboratories[0])?.id ?? ''
}

function ownerOf(system: string, site: Site): string {
  return site.systems.find(({ id }) => id === system)?.owner ?? site.ownership.default_team
}
