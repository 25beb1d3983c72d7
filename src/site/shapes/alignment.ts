// alignment.yaml and the names of the rules of alignment: what the hospital has accepted, who may accept, and what a flow may
// do about a finding on a live message. The one thing to know: a doubt about a flag, a range or a change never holds a
// result, so only the rules of the first list can.
import { z } from 'zod'

/** Rules that a flow's policy may let hold or reject a message; a test holds the list to the rules themselves. */
export const holdingRules = [
  'code-inactive',
  'code-loinc-invalid',
  'code-loinc-missing',
  'code-loinc-twice',
  'code-loinc-unlike',
  'code-many-to-one-method',
  'code-many-to-one-specimen',
  'code-many-to-one',
  'code-name-changed',
  'code-never-arrives',
  'code-not-in-catalog',
  'code-order-as-result',
  'code-target-inactive',
  'code-target-unknown',
  'code-unmapped',
  'loinc-component',
  'loinc-deprecated',
  'loinc-method',
  'loinc-name-unlike',
  'loinc-property-unlike-unit',
  'loinc-property',
  'loinc-scale-unlike-type',
  'loinc-scale',
  'loinc-system-unlike-specimen',
  'loinc-system',
  'loinc-time',
  'unit-ambiguous',
  'unit-convention',
  'unit-conversion',
  'unit-magnitude',
  'unit-missing',
  'unit-not-commensurable',
  'unit-renamed',
  'unit-spelling',
  'unit-unknown',
  'unit-unmapped',
  'value-answer-unknown',
  'value-answers-differ',
  'value-comparator',
  'value-decimal-mark',
  'value-precision',
  'value-text-in-number',
  'value-type-differs',
  'panel-extra',
  'panel-incomplete',
  'panel-member-unknown',
  'panel-missing',
  'panel-mode-differs',
  'panel-reflex-unmapped',
  'panel-result-lost',
  'panel-unexpected',
  'aoe-answer-impossible',
  'aoe-answer-missing',
  'aoe-answer-turned',
  'aoe-answer-unmapped',
  'aoe-not-asked',
  'aoe-question-unknown',
  'aoe-required-differs',
  'aoe-type-differs',
  'aoe-unit-differs',
  'aoe-unmapped',
  'status-blank',
  'status-meaning-changes',
  'status-not-taken',
  'status-unknown',
  'status-unmapped',
  'specimen-differs',
  'specimen-meaning-changes',
  'specimen-merged',
  'specimen-unlike',
  'specimen-unmapped',
  'time-missing',
  'time-zone-differs',
  'identity-authority-differs',
  'identity-authority-unknown',
  'identity-demographics',
  'report-condition',
  'report-date',
  'report-laboratory-address',
  'report-laboratory',
  'report-patient',
  'report-result',
  'report-specimen',
  'report-test',
  'text-character-set',
  'text-document',
  'text-notes-lost',
  'text-too-long',
] as const

/** Doubts about flags, ranges, times and changes: they are told and counted, and the result goes on. */
export const doubtRules = [
  'range-critical-differs',
  'range-critical-inside',
  'range-disagrees',
  'range-gap',
  'range-inverted',
  'range-magnitude',
  'range-missing',
  'range-not-converted',
  'range-overlap',
  'range-printed',
  'range-unreadable',
  'flag-absent',
  'flag-contradicts',
  'flag-critical-lost',
  'flag-critical-missing',
  'flag-critical-unsaid',
  'flag-meaning-changes',
  'flag-not-taken',
  'flag-unknown',
  'flag-unmapped',
  'value-delta',
  'value-impossible',
  'value-magnitude',
  'time-collection-changed',
  'time-future',
  'time-order',
  'report-laboratory-changed',
] as const

export const ruleNames = [...holdingRules, ...doubtRules] as const
export type RuleName = (typeof ruleNames)[number]

const RuleNames = z.enum(ruleNames)
const Reaction = z.enum(['pass', 'hold', 'reject'])
export type Reaction = z.output<typeof Reaction>

/** What a flow does with a message on which a rule finds something. */
export const AlignmentPolicy = z
  .strictObject({
    critical: Reaction.default('pass').describe('Findings of this severity'),
    high: Reaction.default('pass').describe('Findings of this severity'),
    normal: Reaction.default('pass').describe('Findings of this severity'),
    low: Reaction.default('pass').describe('Findings of this severity'),
    rules: z
      .partialRecord(RuleNames, Reaction)
      .default({})
      .describe('A rule by its name, before its severity: { unit-magnitude: hold }. docs/alignment.md lists them'),
  })
  .describe(
    'What becomes of a message on which a rule of alignment finds something: pass with a warning that is counted, hold, ' +
      'or reject it whole. Doubts about flags, ranges, times and changes always pass',
  )
export type AlignmentPolicy = z.output<typeof AlignmentPolicy>

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as "2026-12-31"')
const Roles = z.array(z.string().min(1))

/** One decision to live with findings of one rule. */
export const Acceptance = z.strictObject({
  rule: RuleNames.describe('The rule whose findings are accepted'),
  system: z.string().describe('The system of the finding’s subject'),
  codes: z
    .array(z.string())
    .min(1)
    .describe('The codes of the findings’ subjects, each by name, so that what comes later is found'),
  reason: z.string().min(10).describe('Why it does no harm, or who watches it'),
  by: z.string().min(1).describe('The role that accepted it'),
  on: Day.describe('The day it did'),
  until: Day.describe('The last day on which it counts; then it must be looked at again'),
})
export type Acceptance = z.output<typeof Acceptance>

export const AlignmentFile = z.strictObject({
  entitled: z
    .strictObject({
      critical: Roles.default([]).describe('Roles that may accept a critical finding'),
      high: Roles.default([]).describe('A high one'),
      normal: Roles.default([]).describe('A normal one'),
      low: Roles.default([]).describe('A low one'),
    })
    .prefault({})
    .describe('Who may accept a finding, by its severity'),
  accepted: z.array(Acceptance).default([]).describe('Findings that are lived with, each with its reason and its end'),
})
export type AlignmentFile = z.output<typeof AlignmentFile>
