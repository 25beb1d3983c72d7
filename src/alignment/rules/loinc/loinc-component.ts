// The first axis: what is measured. The one thing to know: two enzymes in U/L with similar ranges are crossed without any other rule seeing it.
import type { Rule } from '../../rule.ts'
import { compareAxis } from './axes.ts'

export const loincComponent: Rule = {
  name: 'loinc-component',
  family: 'loinc',
  severity: 'critical',
  finds: 'Linked components whose LOINC codes name different analytes.',
  explanation:
    'The value of one analyte is filed and read as another. Everything else may fit, unit and range included.',
  example: 'The rows of AST and ALT are crossed: each arrives as the other.',
  remedy:
    'Find out which of the two codes is wrong, the LOINC or the row of the map, and correct it before anything else.',
  pair(pair, tell) {
    compareAxis(pair, 'component', tell)
  },
}
