// The cases of all rules, by name. The one thing to know: a rule without cases does not compile here.
import type { RuleName } from '../../../site/shapes/alignment.ts'
import type { RuleCases } from '../case.ts'
import { codeCases } from './codes.ts'
import { measureCases } from './measures.ts'
import { workCases } from './work.ts'

export const ruleCases: Readonly<Record<RuleName, RuleCases>> = { ...codeCases, ...measureCases, ...workCases }
