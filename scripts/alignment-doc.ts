// Writes docs/alignment.md from the rules themselves: `node scripts/alignment-doc.ts`. A test holds the file to them.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Family, families } from '../src/alignment/finding.ts'
import { asksMessages, type Rule } from '../src/alignment/rule.ts'
import { rules } from '../src/alignment/rules/index.ts'

export const alignmentDocumentPath = join(dirname(import.meta.dirname), 'docs', 'alignment.md')

const titles: Readonly<Record<Family, string>> = {
  code: 'Codes',
  loinc: 'LOINC axes',
  unit: 'Units',
  range: 'Ranges',
  flag: 'Flags',
  value: 'Values',
  panel: 'Panels',
  aoe: 'Questions at order entry',
  status: 'Statuses',
  specimen: 'Specimens',
  time: 'Times',
  identity: 'Identity',
  report: 'Completeness of a report',
  text: 'Texts',
}

/** The reference of every rule of alignment as Markdown. */
export function alignmentDocument(): string {
  return `${[head(), ...families.map(chapter)].join('\n\n')}\n`
}

function head(): string {
  return [
    '# Rules of alignment',
    '',
    'Written by `node scripts/alignment-doc.ts` from the rules in `src/alignment/rules`; change it there.',
    '',
    `${rules.length} rules find where two systems mean different things. \`labloop align\` asks those of *catalogs* before anything is sent,`,
    'and those of *messages* on recordings; the engine asks the latter on every message that it processes.',
    '[The guide](guide/alignment.md) says how findings are read, accepted and acted on. A rule marked *doubt* never holds a result.',
    '',
    '| Severity | Means |',
    '| --- | --- |',
    '| critical | the value is read as another one, in another chart, or never |',
    '| high | a result is held, lost, or read with the wrong context |',
    '| normal | somebody is misled or does needless work |',
    '| low | nobody is misled today |',
  ].join('\n')
}

function chapter(family: Family): string {
  const own = rules.filter((rule) => rule.family === family)
  return [`## ${titles[family]}`, ...own.map(section)].join('\n\n')
}

function section(rule: Rule): string {
  const { name, severity, finds, explanation, example, remedy, eachResult } = rule
  return [
    `### ${name}`,
    '',
    `*${[severity, ...kindsOf(rule), ...(rule.isDoubt ? ['doubt'] : [])].join(' · ')}*`,
    '',
    finds,
    '',
    `- Why: ${explanation}`,
    `- As: ${example}`,
    `- Do: ${remedy}`,
    ...(eachResult ? [`- For each result: ${eachResult}`] : []),
  ].join('\n')
}

function kindsOf(rule: Rule): readonly string[] {
  const ofCatalogs = rule.catalog ?? rule.pair
  return [...(ofCatalogs ? ['catalogs'] : []), ...(asksMessages(rule) ? ['messages'] : [])]
}

if (import.meta.main) writeFileSync(alignmentDocumentPath, alignmentDocument())
