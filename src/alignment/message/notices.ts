// What rules say of something that they are shown. The one thing to know: a notice holds its key and severity, so that it can
// be counted and judged by the flow's policy without asking the rule again.
import { keyOf, type Severity, type Told } from '../finding.ts'
import type { MessageChecks, Rule } from '../rule.ts'

export type Notice = {
  readonly rule: Rule
  readonly told: Told
  readonly key: string
  readonly severity: Severity
  /** The key of what was said of the observation as it came, where this says the same of it as it goes out. */
  readonly echoes?: string
}

/** The rules that have a check of each kind. */
export type RuleSet = { readonly [Kind in keyof MessageChecks]-?: readonly Checking<Kind>[] }

type Checking<Kind extends keyof MessageChecks> = {
  readonly rule: Rule
  readonly check: NonNullable<MessageChecks[Kind]>
}

export function ruleSetOf(rules: readonly Rule[]): RuleSet {
  const having = <Kind extends keyof MessageChecks>(kind: Kind): readonly Checking<Kind>[] =>
    rules.flatMap((rule) => {
      const check = rule[kind]
      return check ? [{ rule, check: check as NonNullable<MessageChecks[Kind]> }] : []
    })
  return {
    shape: having('shape'),
    crossing: having('crossing'),
    value: having('value'),
    history: having('history'),
    report: having('report'),
    order: having('order'),
    fewer: having('fewer'),
    message: having('message'),
  }
}

type Check<Seen> = { readonly rule: Rule; readonly check: (seen: Seen, tell: (told: Told) => void) => void }

const nothing: readonly Notice[] = []

/** Everything that these checks tell of what they are shown. Not to be called from within a check. */
export function noticesOf<Seen>(checks: readonly Check<Seen>[], seen: Seen): readonly Notice[] {
  if (found.length > 0) found = [] // of a check that threw
  for (let at = 0; at < checks.length; at++) {
    const each = checks[at]!
    telling = each.rule
    each.check(seen, tell)
  }
  if (found.length === 0) return nothing
  const told = found
  found = []
  return told
}

// One function for all checks of all messages: most of them have nothing to say, and each closure would cost more than they do.
let telling: Rule
let found: Notice[] = []
function tell(told: Told): void {
  found.push(noticeOf(telling, told))
}

/** What each rule told last: real traffic shows the same thing in message after message, and a code has one subject. */
const latest = new WeakMap<Rule, Notice>()

/** Longer keys, and control characters in them, come of broken messages. */
const longest_key = 300
const control = /[\u0000-\u001f\u007f]/
const controls = new RegExp(control, 'g')

function noticeOf(rule: Rule, told: Told): Notice {
  const before = latest.get(rule)
  if (before && isSame(before.told, told)) return before
  const whole = keyOf(rule.name, told)
  const key = (control.test(whole) ? whole.replaceAll(controls, '?') : whole).slice(0, longest_key)
  const made = { rule, told, key, severity: told.severity ?? rule.severity }
  latest.set(rule, made)
  return made
}

/** Whether both tell the same in the same words. */
function isSame(one: Told, other: Told): boolean {
  return (
    one.subject === other.subject &&
    one.says === other.says &&
    one.variant === other.variant &&
    one.counterpart === other.counterpart &&
    one.severity === other.severity &&
    one.remedy === other.remedy &&
    one.places === other.places &&
    one.count === other.count &&
    one.examples === other.examples
  )
}
