// A live report or order with a specimen that its test does not list. The one thing to know: a culture takes many specimens,
// so only tests that list theirs are asked.
import { value } from '../../../hl7/index.ts'
import type { Orderable } from '../../catalog/catalog.ts'
import type { Rule } from '../../rule.ts'
import { quoted, some } from '../tools.ts'

export const specimenUnlike: Rule = {
  name: 'specimen-unlike',
  family: 'specimen',
  severity: 'normal',
  finds: 'A report or an order whose specimen its test does not list in the sender’s catalog.',
  explanation: 'Either the wrong specimen was tested, or catalog and laboratory have parted ways about what is taken.',
  example: 'A serum glucose is reported from CSF.',
  remedy: 'Ask the laboratory what was tested; correct the catalog or the report.',
  report({ orderable, specimens, subject, obr }, tell) {
    const codes = specimens.length > 0 ? specimens.map((spm) => value(spm, 4, 1) ?? '') : [value(obr, 15, 1, 1) ?? '']
    const wrong = unlisted(orderable, codes)
    if (wrong && orderable) tell({ subject, places: [orderable.place], variant: wrong, says: says(orderable, wrong) })
  },
  order({ orderable, specimens, subject, obr }, tell) {
    const codes = specimens.length > 0 ? specimens.map((spm) => value(spm, 4, 1) ?? '') : [value(obr, 15, 1, 1) ?? '']
    const wrong = unlisted(orderable, codes)
    if (wrong && orderable) tell({ subject, places: [orderable.place], variant: wrong, says: says(orderable, wrong) })
  },
}

function unlisted(orderable: Orderable | null, codes: readonly string[]): string | undefined {
  if (!orderable || orderable.collections.length === 0) return undefined
  return codes.find((code) => code !== '' && !orderable.collections.some(({ specimen }) => specimen === code))
}

function says({ code, collections }: Orderable, wrong: string): string {
  return `The specimen of ${code} is ${quoted(wrong)}; the catalog lists ${some(collections.map(({ specimen }) => specimen))}.`
}
