// A case of a rule: a change of the small site or of a message, and whether the rule speaks. The one thing to know: messages
// go through the flow's real steps before they are judged.
import { apply, compileFlow } from '../../mapping/index.ts'
import { axesOfName } from '../../terminology/loinc/axes-of-name.ts'
import type { LoincTable, LoincTerm } from '../../terminology/loinc/term.ts'
import { loincTable } from '../../terminology/loinc/term.ts'
import { alignCatalogs, alignedSite } from '../align.ts'
import type { Told } from '../finding.ts'
import { Judge } from '../message/judge.ts'
import type { Rule } from '../rule.ts'
import { arrivedAt, type FieldChanges, type TinyMessage, tinyMessage } from './tiny-messages.ts'
import { type TinyChange, tinySite } from './tiny-site.ts'

export type Case = {
  /** What is so; ends the sentence "finds it where" or "is silent where". */
  readonly where: string
  readonly site?: TinyChange
  /** A message, or several of one patient, in order; without one catalogs are compared. */
  readonly messages?: readonly (readonly [which: TinyMessage, changes?: FieldChanges])[]
  /** A table of LOINC, for rules that need one. */
  readonly loinc?: readonly Partial<LoincTerm>[]
}

/** The cases of a rule: some that it must find, and some that it must leave alone. */
export type RuleCases = { readonly finds: readonly Case[]; readonly silent: readonly Case[] }

/** What the rule tells in a case. */
export function toldIn(rule: Rule, { site = {}, messages, loinc }: Case): readonly Pick<Told, 'subject' | 'says'>[] {
  const made = tinySite(site)
  const aligned = alignedSite(made, { loinc: loinc ? tableOf(loinc) : null })
  if (!messages) return alignCatalogs(aligned).filter((finding) => finding.rule === rule.name)
  const judge = new Judge({ site: made, sides: aligned.sides, zoneOf: () => -360 }, [rule])
  return messages.flatMap(([which, changes], index) => {
    const message = tinyMessage(which, changes)
    const flow = made.flows.find(({ id }) => id === (which === 'order' ? 'orders' : 'results'))!
    const { outputs } = apply(compileFlow(made, flow, new Map()), message, { day: '2026-03-02' })
    const passing = { system: flow.from, messageId: index + 1, receivedAt: arrivedAt, message, flow, outputs }
    return judge.judge(passing).map(({ told }) => told)
  })
}

function tableOf(terms: readonly Partial<LoincTerm>[]): LoincTable {
  return loincTable(
    'of the test',
    terms.map((term) => ({
      ...{
        code: '',
        name: '',
        shortName: null,
        status: null,
        class: null,
        use: null,
        units: [],
        rank: null,
        synonyms: '',
      },
      axes: axesOfName(term.name ?? ''),
      ...term,
    })),
  )
}
