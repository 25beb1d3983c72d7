// Mistakes in workflows, and in the hours of the site that they count by.
import type { Mistake } from './mistake.ts'
import { add, put } from './sample.ts'

const file = 'workflows/chemistry.yaml'
const siteFile = 'site.yaml'

/** A workflow of the sample that is right, once `hours` stand in its site.yaml. */
export const rightWorkflow = `id: chemistry
title: Chemistry
for: { tests: [GLU, LAB2] }
batches:
  twice:
    runs: [{ days: [tue, thu], at: "10:00", released_by: "15:00" }]
steps:
  - id: ordered
    title: Ordered
    who: ehr
    proof: { from: ehr, message: ORM^O01, where: { ORC-1: NW } }
  - id: collected
    title: Collected
    who: phlebotomist
    manual: true
    within: { stat: 30m, any: 4h }
  - id: resulted
    title: Resulted
    who: analyser
    after: ordered
    within: 4h
    hours: core
    at_any_hour: [stat]
    proof:
      from: lis
      message: ORU^R01
      where: { OBR-25: [F, C] }
loops:
  - loop: rerun
    proof: { from: lis, message: ORU^R01, where: { OBR-25: P } }
    next: resulted
    within: 2h
  - loop: reflex
    when: { component: GLU, above: 400 }
    add: K
    parent: file-under-parent
    within: 2h
`
export const hours = add(`hours:
  core: { mon-fri: "07:00-19:00", sat: "08:00-12:00" }
holidays: ["2026-12-25"]
`)

/** The workflow with one text in the place of another. */
const wrong = (old: string, other: string) => ({ [siteFile]: hours, [file]: put(old, other)(rightWorkflow) })

/** With a recollection of this form; what else it says stands before its proof. */
function recollected(form: string, more = '') {
  const proof = '{ from: lis, message: ORU^R01, where: { OBR-25: X } }'
  return wrong('loops:\n', `loops:\n  - { loop: recollect, form: ${form}, ${more}proof: ${proof} }\n`)
}

export const mistakesInWorkflows: readonly Mistake[] = [
  {
    about: 'a misspelt setting of a step',
    code: 'site-key-unknown',
    changes: wrong('    manual: true', '    manuel: true'),
    at: [file, 'manuel'],
    given: 'did you mean "manual"',
    more: ['site-value-invalid'],
  },
  {
    about: 'a misspelt setting within a proof',
    code: 'site-key-unknown',
    changes: wrong(
      '{ from: ehr, message: ORM^O01, where: { ORC-1: NW } }',
      '{ from: ehr, message: ORM^O01, wher: { ORC-1: NW } }',
    ),
    at: [file, 'wher:'],
    given: 'did you mean "where"',
    more: ['site-value-invalid'],
  },
  {
    about: 'a loop of a kind that there is not',
    code: 'site-value-invalid',
    changes: wrong('loop: rerun', 'loop: rerunn'),
    at: [file, 'rerunn'],
    allowed: 'rerun',
  },
  {
    about: 'a misspelt setting of a loop',
    code: 'site-key-unknown',
    changes: wrong('    next: resulted', '    nxt: resulted'),
    at: [file, 'nxt'],
    given: 'did you mean "next"',
    more: ['site-value-missing'],
  },
  {
    about: 'a priority that there is not',
    code: 'site-key-unknown',
    changes: wrong('{ stat: 30m, any: 4h }', '{ stta: 30m, any: 4h }'),
    at: [file, 'stta'],
    given: 'did you mean "stat"',
  },
  {
    about: 'a duration without a unit',
    code: 'site-value-invalid',
    changes: wrong('    within: 4h\n    hours', '    within: "4"\n    hours'),
    at: [file, '"4"'],
    allowed: 'a number with ms, s, m, h or d',
    more: ['site-value-missing'],
  },
  {
    about: 'a workflow whose id is not the name of its file',
    code: 'site-id-file',
    changes: wrong('id: chemistry', 'id: biochemistry'),
    at: [file, 'biochemistry'],
  },
  {
    about: 'a workflow for no test',
    code: 'site-value-missing',
    changes: wrong('for: { tests: [GLU, LAB2] }', 'for: { priorities: [stat] }'),
    at: [file, '{ priorities'],
    allowed: 'any: true',
  },
  {
    about: 'a test that no catalog has',
    code: 'site-reference-unknown',
    changes: wrong('tests: [GLU, LAB2]', 'tests: [GLU, LBA2]'),
    at: [file, 'LBA2'],
    given: 'did you mean "LAB2"',
  },
  {
    about: 'a test that two workflows are for',
    code: 'site-workflow-ambiguous',
    changes: {
      ...wrong('title: Chemistry', 'title: Chemistry again'),
      'workflows/other.yaml': put('id: chemistry', 'id: other')(rightWorkflow),
    },
    at: ['workflows/other.yaml', 'GLU'],
    given: 'workflows/chemistry.yaml',
    more: ['site-workflow-ambiguous'],
  },
  {
    about: 'two steps of one name',
    code: 'site-id-repeated',
    changes: wrong('id: collected', 'id: ordered'),
    at: [file, 'ordered', 2],
  },
  {
    about: 'a step that counts from one that comes later',
    code: 'site-reference-unknown',
    changes: wrong('after: ordered', 'after: resulted'),
    at: [file, 'resulted', 2],
    allowed: 'ordered, collected',
  },
  {
    about: 'a loop that leads to a step that there is not',
    code: 'site-reference-unknown',
    changes: wrong('next: resulted', 'next: result'),
    at: [file, 'result\n'],
    given: 'did you mean "resulted"',
  },
  {
    about: 'a recollection on the same order that leads nowhere',
    code: 'site-value-missing',
    changes: recollected('same-order'),
    at: [file, '{ loop: recollect'],
    allowed: 'next: the step that is awaited again',
  },
  {
    about: 'an order that is cancelled and ordered anew, and still awaited',
    code: 'site-value-invalid',
    changes: recollected('cancel-and-reorder', 'next: resulted, '),
    at: [file, 'resulted, proof'],
    allowed: 'no next; or the form same-order or new-accession',
  },
  {
    about: 'an add-on by telephone that begins in the EHR',
    code: 'site-value-invalid',
    changes: wrong(
      'loops:\n',
      'loops:\n  - { loop: add-on, form: laboratory, next: resulted, proof: { from: ehr, message: ORM^O01, where: { ORC-1: SN } } }\n',
    ),
    at: [file, 'ehr, message: ORM^O01, where: { ORC-1: SN'],
    allowed: 'lis',
  },
  {
    about: 'a step that nothing shows and that is not done by hand',
    code: 'site-value-invalid',
    changes: wrong('    manual: true\n', ''),
    at: [file, 'id: collected'],
    allowed: 'proof, or manual: true',
  },
  {
    about: 'a last step that nothing shows',
    code: 'site-value-missing',
    changes: wrong('loops:', '  - { id: phoned, title: Phoned, who: technologist, manual: true }\nloops:'),
    at: [file, '{ id: phoned'],
  },
  {
    about: 'two steps that the same message shows',
    code: 'site-value-invalid',
    changes: wrong(
      'loops:',
      '  - id: filed\n    title: Filed\n    who: ehr\n    proof: { from: lis, message: ORU^R01, where: { OBR-25: [F, C] } }\nloops:',
    ),
    at: [file, '{ from: lis', 1],
    given: 'filed',
  },
  {
    about: 'a proof from a system that there is not',
    code: 'site-reference-unknown',
    changes: wrong('from: ehr', 'from: her'),
    at: [file, 'her,'],
    allowed: 'ehr, lis',
  },
  {
    about: 'a proof by a message that no flow takes',
    code: 'site-reference-unknown',
    changes: wrong('message: ORM^O01', 'message: OML^O21'),
    at: [file, 'OML^O21'],
    allowed: 'ORM^O01',
  },
  {
    about: 'a proof by a code that is in no table',
    code: 'site-dialect-code',
    changes: wrong('OBR-25: [F, C]', 'OBR-25: [F, K]'),
    at: [file, 'K]'],
    allowed: 'HL7 table 0123',
  },
  {
    about: 'a proof by a field that the segment does not have',
    code: 'site-field-unknown',
    changes: wrong('OBR-25: [F, C]', 'OBR-99: [F, C]'),
    at: [file, 'OBR-99'],
  },
  {
    about: 'hours that the site does not have',
    code: 'site-reference-unknown',
    changes: wrong('hours: core', 'hours: cor'),
    at: [file, 'cor\n'],
    given: 'did you mean "core"',
  },
  {
    about: 'hours without a duration',
    code: 'site-value-missing',
    changes: wrong('    within: 4h\n', ''),
    at: [file, 'core'],
  },
  {
    about: 'a batch that the workflow does not have',
    code: 'site-reference-unknown',
    changes: wrong('    hours: core', '    hours: core\n    release: twise'),
    at: [file, 'twise'],
    given: 'did you mean "twice"',
  },
  {
    about: 'a batch that is released before it begins',
    code: 'site-value-invalid',
    changes: wrong('released_by: "15:00"', 'released_by: "09:00"'),
    at: [file, '"09:00"'],
    allowed: 'days_later: 1',
  },
  {
    about: 'a time of day that there is not',
    code: 'site-value-invalid',
    changes: wrong('at: "10:00"', 'at: "25:00"'),
    at: [file, '"25:00"'],
    allowed: 'a time of day',
  },
  {
    about: 'a reflex to a test that no catalog has',
    code: 'site-reference-unknown',
    changes: wrong('add: K', 'add: KK'),
    at: [file, 'KK'],
    allowed: 'GLU',
  },
  {
    about: 'a team that the site does not have',
    code: 'site-owner-missing',
    changes: wrong('    manual: true', '    manual: true\n    team: wards'),
    at: [file, 'wards'],
    allowed: 'interface, lab',
  },
  {
    about: 'hours that end before they begin',
    code: 'site-value-invalid',
    changes: { [siteFile]: add('hours: { core: { mon: "19:00-07:00" } }\n') },
    at: [siteFile, '"19:00-07:00"'],
    allowed: 'times in order',
  },
  {
    about: 'a day with hours twice',
    code: 'site-value-invalid',
    changes: { [siteFile]: add('hours: { core: { mon-fri: "07:00-19:00", wed: "07:00-12:00" } }\n') },
    at: [siteFile, 'wed'],
    allowed: 'each day once',
  },
  {
    about: 'hours that are never open',
    code: 'site-value-invalid',
    changes: { [siteFile]: add('hours: { core: { mon-sun: closed } }\n') },
    at: [siteFile, '{ mon-sun'],
  },
  {
    about: 'a holiday on a day that there is not',
    code: 'site-value-invalid',
    changes: { [siteFile]: add('holidays: ["2026-02-30"]\n') },
    at: [siteFile, '"2026-02-30"'],
  },
  {
    about: 'a local priority that means none of table 0485',
    code: 'site-dialect-code',
    changes: { 'systems/ehr.yaml': put('  order_control:', '  priority: { STAT: X }\n  order_control:') },
    at: ['systems/ehr.yaml', 'X }'],
    allowed: 'HL7 table 0485',
  },
]
