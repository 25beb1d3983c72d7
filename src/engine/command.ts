// What a person can ask of the running engine. The one thing to know: every one of these is audited with who asked, and a
// held message ends with a root cause.

/** A switch of a flow or a destination. Pausing and holding stop what goes out; what comes in is still stored. */
export type SwitchCommand = {
  readonly do: 'pause' | 'hold' | 'resume'
  readonly what: 'flow' | 'destination'
  readonly id: string
  readonly who: string
  readonly why: string
}

/**
 * What becomes of a held delivery. `release`: it goes out; what was never sent is made again first. `resend`: it may have
 * been sent, and goes out again under the same control id. `cancel`: it must not go out. `skip`: the receiver has it by
 * other means.
 */
export type DeliveryCommand = {
  readonly do: 'release' | 'resend' | 'cancel' | 'skip'
  readonly deliveryId: number
  readonly who: string
  /** Another person who has looked; must be there where the message says whose result it is against the numbers. */
  readonly second?: string
  readonly rootCause: string
}

export type ExceptionCommand =
  | { readonly do: 'take'; readonly exceptionId: number; readonly who: string }
  | {
      readonly do: 'close'
      readonly exceptionId: number
      readonly who: string
      readonly second?: string
      readonly rootCause: string
    }

export type Command = SwitchCommand | DeliveryCommand | ExceptionCommand

/** Why a command could not be carried out. */
export type Refused =
  | 'no-such-delivery'
  | 'no-such-exception'
  | 'no-such-flow'
  | 'no-such-destination'
  | 'unfinished'
  | 'still-unmapped'
  | 'still-unconverted'
  | 'parts-differ'
  | 'unreadable-now'
  | 'flow-gone'
  | 'destination-gone'
  | 'overtaken'
  | 'second-person-missing'
  | 'root-cause-missing'
  | 'delivery-still-held'
  | 'resume-it'
/** A refusal; `said`: what the steps of the flow say of codes and places. */
export type NotDone = { readonly done: false; readonly why: Refused; readonly said?: string }
export type CommandResult = { readonly done: true } | NotDone

/** Whether a command decides whose a message is that was held for identity: it goes out, or the receiver has it. */
export function isIdentityDecision({ do: what }: DeliveryCommand): boolean {
  return what !== 'cancel'
}

/** Who asks, with the second person where there is one, for the audit trail. */
export function namesOf(command: Command): string {
  const second = 'second' in command ? (command.second ?? '').trim() : ''
  return second === '' ? command.who : `${command.who}; second person: ${second}`
}

/**
 * Whether two different people stand for a command. Names are compared before their first comma, where the role begins,
 * whatever the case and spaces.
 */
export function areTwoPeople({ who, second = '' }: { readonly who: string; readonly second?: string }): boolean {
  const names = new Set([nameIn(who), nameIn(second)])
  return names.size === 2 && !names.has('')
}

function nameIn(text: string): string {
  const [name = ''] = text.normalize('NFKC').split(',')
  return name.trim().replace(/\s+/g, ' ').toLowerCase()
}

/** The cause under which a switch is owned while it stands. */
export function switchCause({ what, id }: Pick<SwitchCommand, 'what' | 'id'>): string {
  return `operator-hold|${what}|${id}`
}

/** What a cause of `switchCause` names; null for others. */
export function switchOf(cause: string): Pick<SwitchCommand, 'what' | 'id'> | null {
  const [kind, what, id = ''] = cause.split('|')
  return kind === 'operator-hold' && (what === 'flow' || what === 'destination') ? { what, id } : null
}
