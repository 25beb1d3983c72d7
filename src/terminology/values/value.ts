// What a result value says once it is read. The one thing to know: every value has one kind, and `text` keeps what was
// written, so that nothing is lost by reading. (HL7 v2.5.1 §7.4.2.5 OBX-5, §2.A.70 SN)

export type Comparator = '' | '<' | '<=' | '>' | '>='

/** What a qualitative word says, whatever the language of the lab. */
export type Quality = 'negative' | 'positive' | 'indeterminate' | 'normal' | 'abnormal'

export type Value =
  | NumberValue
  /** `2/38`, `1:3`, SN `^2^/^38`: two numbers of which neither stands for the other. */
  | (Written & {
      readonly kind: 'ratio'
      readonly comparator: Comparator
      readonly left: number
      readonly separator: '/' | ':'
      readonly right: number
    })
  /** A dilution, `1:80`, `<1:20`: `reciprocal` is 80. */
  | (Written & { readonly kind: 'titre'; readonly comparator: Comparator; readonly reciprocal: number })
  /** `5-10`, SN `^100^-^200`. */
  | (Written & { readonly kind: 'interval'; readonly low: number; readonly high: number; readonly decimals: number })
  /** `2+`, `+++`, SN `^2^+`. */
  | (Written & { readonly kind: 'grade'; readonly plus: number })
  /** SN whose parts make none of the others. */
  | (Written & {
      readonly kind: 'structured'
      readonly comparator: string
      readonly first: string
      readonly separator: string
      readonly second: string
    })
  /** CE, CWE, CNE, IS: a code with its text. */
  | (Written & {
      readonly kind: 'coded'
      readonly code: string
      readonly name: string
      readonly system: string
      readonly alternate: { readonly code: string; readonly name: string; readonly system: string } | null
      readonly quality: Quality | null
    })
  | (Written & { readonly kind: 'text'; readonly quality: Quality | null })
  /** The test was not done or gave nothing: TNP, QNS, cancelled, haemolysed. */
  | (Written & { readonly kind: 'notPerformed'; readonly reason: NotPerformed })
  /** The value comes later: PENDING, "to follow", "see below". */
  | (Written & { readonly kind: 'pending' })
  /** Nothing, or HL7's `""`, which takes away what was there. */
  | (Written & { readonly kind: 'empty'; readonly removes: boolean })

export type NumberValue = Written & {
  readonly kind: 'number'
  readonly comparator: Comparator
  readonly value: number
  /** The number as a plain decimal: a point, no exponent, no leading zeros, its trailing zeros kept: `4.10`. */
  readonly decimal: string
  /** Digits after the mark. */
  readonly decimals: number
  /** Digits that mean something: 3 in `4.10`, 2 in `0.0041`; trailing zeros of a whole number count. */
  readonly significant: number
  /** True where the decimal mark is a comma. */
  readonly comma: boolean
  /** True of `1,234`, which is read as 1234 and is 1.234 where the mark is a comma. */
  readonly ambiguousMark: boolean
  /** True where zeros stand before the number that nobody needs: `05.100`. */
  readonly leadingZeros: boolean
  /** Unit or words behind the number in the same field, `5.4 mg/dL`; empty as a rule. */
  readonly trailing: string
}

type Written = {
  /** As it was written, components joined by `^`. */
  readonly text: string
}

export type NotPerformed =
  | 'not-performed'
  | 'quantity-not-sufficient'
  | 'cancelled'
  | 'specimen'
  | 'not-available'
  | 'error'
