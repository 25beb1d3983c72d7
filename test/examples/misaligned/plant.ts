// What a planted difference is: what the field gets wrong, where, and which rule should see it. The one thing to know: the
// rules never read this; the list is written for people and for the bench that counts what was found.

/** Cells of a row by column. */
export type Cells = Readonly<Record<string, string>>

/** A change of one file of the copied site. A row is known by the cells that are given of it. */
export type Edit =
  | { readonly file: string; readonly row: Cells; readonly set: Cells }
  | { readonly file: string; readonly add: Cells }
  | { readonly file: string; readonly remove: Cells }
  | { readonly file: string; readonly old: string; readonly text: string }

/** A change of one recorded message: a report or an order of this test, and what is written into it. */
export type TrafficEdit = {
  /** OBR-4 of the message as its sender writes it. */
  readonly test: string
  /** Fields of the message: `OBR-22`, or of the OBX of a component: `K-5`, `K-8`. */
  readonly set?: Cells
  /** A component whose OBX is taken out, or `SPM`. */
  readonly drop?: string
  /** A note that is put behind the last OBX. */
  readonly note?: string
  /** Repeats the message for the same patient, hours later, with these fields. */
  readonly again?: { readonly hours: number; readonly set: Cells }
}

export type Plant = {
  readonly family: string
  /** The rule that should find it. */
  readonly rule: string
  /** System and codes of which the finding must name one, as subject or counterpart. */
  readonly system: string
  readonly codes: readonly string[]
  readonly what: string
  readonly edits?: readonly Edit[]
  readonly traffic?: TrafficEdit
  /** What follows from the same mistake and is no false alarm: rules, and the codes on which they may fall. */
  readonly also?: readonly string[]
  readonly alsoCodes?: readonly string[]
}
