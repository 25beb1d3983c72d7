// site.yaml and ownership.yaml, and the whole site as the rest of Labloop sees it: one plain value with its revision.
import { z } from 'zod'
import type { AlignmentFile } from './alignment.ts'
import { Duration, Id } from './common.ts'
import type { Flow } from './flow.ts'
import type { System } from './system.ts'
import type { Workflow } from './workflow.ts'

/** By when the next step of an order is expected, unless its workflow says otherwise. */
export const Clocks = z.strictObject({
  accepted: Duration.prefault('30m').describe('From the request until the filler says OK, SC or a result'),
  resulted: Duration.prefault('2d').describe('From acceptance until the last final result'),
  answered: Duration.prefault('15m').describe('From a delivery being due until the receiver’s acknowledgement'),
  filed: Duration.prefault('1h').describe(
    'From the acknowledgement until a census shows it, where the receiver has a census',
  ),
  cancel_answered: Duration.prefault('30m').describe('From a cancel request until CR or UC'),
})

const OpeningTimes = z
  .string()
  .regex(
    /^(closed|\d\d:\d\d-\d\d:\d\d(, ?\d\d:\d\d-\d\d:\d\d)*)$/,
    'times of day such as "07:00-19:00", several with commas between, or closed',
  )

/** Hours of a section by day of the week: `mon-fri`, `sat`, `holiday`. */
export const Hours = z.record(
  z
    .string()
    .regex(
      /^((mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?|holiday)$/,
      'a day or a span of days such as sat or mon-fri, or holiday',
    ),
  OpeningTimes,
)
export type Hours = z.output<typeof Hours>

export const SiteFile = z.strictObject({
  name: Id.describe('The site’s id, as it stands in the database'),
  title: z.string().describe('The hospital, for people'),
  time_zone: z.string().describe('IANA zone: America/Chicago'),
  mode: z.enum(['live', 'observe']).default('live').describe('observe: fed copies, delivers nothing'),
  clocks: Clocks.prefault({}).describe('By when the next step of an order is expected'),
  hours: z
    .record(Id, Hours)
    .optional()
    .describe('Hours of the sections of the laboratory by name, for workflows: { core: { mon-fri: "07:00-19:00" } }'),
  holidays: z
    .array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as "2026-12-25"'))
    .optional()
    .describe('Days on which the hours of holiday count, and no batch runs'),
})

export const Ownership = z.strictObject({
  default_team: Id.describe('The team of every exception that no other team has'),
  teams: z
    .array(
      z.strictObject({
        id: Id.describe('The team’s id'),
        title: z.string().describe('The team, for people'),
        role: z.string().describe('Who answers: lab shift lead'),
        contact: z.string().optional().describe('How it is reached'),
      }),
    )
    .min(1)
    .describe('Who answers'),
  clocks: z
    .strictObject({
      critical: Duration.prefault('15m').describe('Until somebody must have acted on a critical exception'),
      high: Duration.prefault('1h').describe('On a high one'),
      normal: Duration.prefault('8h').describe('On a normal one'),
      low: Duration.prefault('3d').describe('On a low one'),
    })
    .prefault({})
    .describe('How soon somebody must act, by severity'),
})

/** One row of a map in maps/*.csv. */
export type MapRow = {
  readonly fromSystem: string
  readonly fromCode: string
  readonly toSystem: string
  readonly toCode: string
  readonly context: Readonly<Record<string, string>>
  readonly direction: 'both' | 'forward'
  readonly status: 'approved' | 'draft'
  readonly approvedBy: string
  /** YYYY-MM-DD, or empty. */
  readonly approvedOn: string
  readonly note: string
  /** First and last day on which it counts, YYYY-MM-DD; absent: no bound. */
  readonly effectiveFrom?: string
  readonly effectiveTo?: string
  readonly conversion?: Conversion
  readonly file: string
  readonly line: number
}

/** How the values of a component become the other system's. It is carried out only once it is signed. */
export type Conversion = {
  /** Units as the two systems of the row write them. */
  readonly unitFrom: string
  readonly unitTo: string
  /** Decimal, as written; empty: UCUM and the molecular weight of the LOINC code decide. */
  readonly factor: string
  /** Added after the factor; empty: nothing. */
  readonly offset: string
  /** Decimals of a value in `unitTo`; absent: those of the catalog. */
  readonly decimals?: number
  /** The role that signed it; empty: nothing is converted. */
  readonly signedBy: string
  /** YYYY-MM-DD, or empty. */
  readonly signedOn: string
}

export type CodeMap = { readonly id: string; readonly rows: readonly MapRow[] }

/** A site, loaded and checked. */
export type Site = z.output<typeof SiteFile> & {
  /** SHA-256 (hex) of every file of the folder, by name. */
  readonly revision: string
  readonly systems: readonly System[]
  readonly flows: readonly Flow[]
  readonly ownership: z.output<typeof Ownership>
  /** What was accepted of the findings of alignment, and who may accept; absent where the site has no alignment.yaml. */
  readonly alignment?: AlignmentFile
  readonly maps: readonly CodeMap[]
  /** Catalog rows as read, for naming things and for what only a catalog knows (result mode, sensitive tests). */
  readonly catalogs: readonly CatalogFile[]
  /** The designed path of each test or class of tests; absent where there is none. */
  readonly workflows?: readonly Workflow[]
}
export type CatalogFile = {
  readonly id: string
  readonly rows: readonly Readonly<Record<string, string>>[]
  /** Path from the site folder, and the line of each row; absent where the rows come from no file. */
  readonly file?: string
  readonly lines?: readonly number[]
}
export type Clocks = z.output<typeof Clocks>
