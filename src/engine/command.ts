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
 * What becomes of a held delivery. `release`: it goes out as it is. `resend`: it may have been sent, and goes out again
 * under the same control id. `cancel`: it must not go out. `skip`: the receiver has it by other means.
 */
export type DeliveryCommand = {
  readonly do: 'release' | 'resend' | 'cancel' | 'skip'
  readonly deliveryId: number
  readonly who: string
  readonly rootCause: string
}

export type ExceptionCommand =
  | { readonly do: 'take'; readonly exceptionId: number; readonly who: string }
  | { readonly do: 'close'; readonly exceptionId: number; readonly who: string; readonly rootCause: string }

export type Command = SwitchCommand | DeliveryCommand | ExceptionCommand

/** Why a command could not be carried out. */
export type Refused =
  | 'no-such-delivery'
  | 'no-such-exception'
  | 'no-such-flow'
  | 'no-such-destination'
  | 'unfinished'
  | 'root-cause-missing'
  | 'delivery-still-held'
  | 'resume-it'
export type CommandResult = { readonly done: true } | { readonly done: false; readonly why: Refused }

/** The cause under which a switch is owned while it stands. */
export function switchCause({ what, id }: Pick<SwitchCommand, 'what' | 'id'>): string {
  return `operator-hold|${what}|${id}`
}

/** What a cause of `switchCause` names; null for others. */
export function switchOf(cause: string): Pick<SwitchCommand, 'what' | 'id'> | null {
  const [kind, what, id = ''] = cause.split('|')
  return kind === 'operator-hold' && (what === 'flow' || what === 'destination') ? { what, id } : null
}
