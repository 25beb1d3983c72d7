// Conformance for people: in the terminal, as Markdown, as HTML. The one thing to know: shares are of the orders of one
// workflow, and an order that left the path in two ways is counted in both.
import { agreeing, counted } from '../site/counted.ts'
import type { Conformance, Deviation, Variant, WorkflowConformance } from './conformance.ts'
import { type Block, bar, percent } from './document.ts'

const most_variants = 8
const most_deviations = 12
const most_traffic = 20

const words: Readonly<Record<Deviation['kind'], string>> = {
  skipped: 'skipped',
  repeated: 'said again',
  'out-of-order': 'out of order',
  late: 'late',
  unknown: 'unknown to the workflow',
  'reflex-missing': 'reflex did not come',
  'reflex-unexplained': 'child without a rule',
  'too-often': 'more often than designed',
}

/** The picture in the terminal. */
export function conformanceText(found: Conformance): string {
  const lines = [
    `${found.site}: ${counted(found.orders, 'order')}, ${counted(found.messages, 'message')}, revision ${found.revision.slice(0, 12)}`,
    ...(found.withoutWorkflow > 0
      ? [`${found.withoutWorkflow} ${agreeing(found.withoutWorkflow, 'order has', 'orders have')} no workflow`]
      : []),
    ...found.workflows.flatMap(workflowLines),
    ...(hasRepeated(found) ? ['', moreThanOnce] : []),
    ...trafficLines(found),
    ...(hasLate(found) ? ['', whoseClocks] : []),
  ]
  return `${lines.join('\n')}\n`
}

function workflowLines({ title, orders, asDesigned, underWay, variants, deviations }: WorkflowConformance): string[] {
  const still = underWay > 0 ? `, ${underWay} under way` : ''
  return [
    '',
    `${title}: ${counted(orders, 'order')}${still}`,
    `  ${bar(asDesigned / orders)} ${percent(asDesigned / orders)} as designed`,
    ...variants
      .slice(0, most_variants)
      .map((variant) => `  ${bar(variant.share, 10)} ${counts(variant)}  ${pathOf(variant)}`),
    ...rest(variants.length, most_variants, 'paths'),
    ...deviations
      .slice(0, most_deviations)
      .map((one) => `  ! ${counts(one)}  ${one.title}: ${words[one.kind]}  (${one.examples.join(', ')})`),
    ...rest(deviations.length, most_deviations, 'ways'),
  ]
}

function rest(all: number, shown: number, what: string): string[] {
  return all > shown ? [`  … and ${all - shown} more ${what}; --json has all`] : []
}

function counts({ orders, share }: Pick<Variant, 'orders' | 'share'>): string {
  return `${String(orders).padStart(6)} ${percent(share).padStart(6)}`
}

function pathOf(variant: Variant): string {
  const { path, asDesigned } = variant
  const why = asDesigned ? '' : `  (${whyOf(variant)})`
  return `${asDesigned ? '  ' : '! '}${path.length === 0 ? 'nothing was shown' : path.join(' → ')}${why}`
}

/** `late: accepted; skipped: ordered, received`: a path can look as designed and be late. */
function whyOf({ left }: Variant): string {
  const kinds = Map.groupBy(left, ({ kind }) => kind)
  return [...kinds].map(([kind, ways]) => `${words[kind]}: ${ways.map(({ step }) => step).join(', ')}`).join('; ')
}

/** A demo's overdue steps, and those of a site whose clocks were changed since, are else a contradiction. */
const whoseClocks =
  'Late is meant by the clocks of this site folder. A demo runs by others, seconds for hours: a step that is overdue there can be\nin time here.'

const moreThanOnce = 'A step with … was said more than once in a row.'

function hasLate({ workflows }: Conformance): boolean {
  return workflows.some(({ deviations }) => deviations.some(({ kind }) => kind === 'late'))
}

function hasRepeated({ workflows }: Conformance): boolean {
  return workflows.some(({ variants }) => variants.some(({ path }) => path.some((step) => step.endsWith('…'))))
}

/** Of nothing nothing is claimed. */
const nothingCompared =
  'No order began and no message came in this span, so nothing was compared. Is it the right site, and the right span?'
const noMessage = 'No message was read, so nothing can be said of the interface specification.'

function isNothingCompared({ orders, messages }: Conformance): boolean {
  return orders + messages === 0
}

function trafficLines(found: Conformance): string[] {
  const { traffic, messages } = found
  if (isNothingCompared(found)) return ['', nothingCompared]
  if (messages === 0) return ['', noMessage]
  if (traffic.length === 0) return ['', 'No message breaks the interface specification.']
  return [
    '',
    'Messages that break the interface specification:',
    ...traffic
      .slice(0, most_traffic)
      .map(
        ({ messages, system, message, path, given, text, examples }) =>
          `  ${String(messages).padStart(6)}  ${system} ${message}${path ? ` ${path}` : ''}${given ? ` "${given}"` : ''}: ${text}  (messages ${examples.join(', ')})`,
      ),
    ...rest(traffic.length, most_traffic, 'kinds'),
  ]
}

/** The same for managers: a document. */
export function conformanceDocument(found: Conformance): readonly Block[] {
  return [
    { heading: `Conformance: ${found.site}`, level: 1 },
    {
      text: `${counted(found.orders, 'order')} and ${counted(found.messages, 'message')}, held against the workflows of revision \`${found.revision.slice(0, 12)}\`. ${found.withoutWorkflow} ${agreeing(found.withoutWorkflow, 'order has', 'orders have')} no workflow.`,
    },
    ...(isNothingCompared(found) ? [{ text: nothingCompared }] : []),
    {
      columns: ['Workflow', 'Orders', 'Under way', 'As designed'],
      rows: found.workflows.map(({ title, orders, underWay, asDesigned }) => [
        title,
        String(orders),
        String(underWay),
        { share: asDesigned / orders },
      ]),
    },
    ...(hasLate(found) ? [{ text: whoseClocks }] : []),
    ...(hasRepeated(found) ? [{ text: moreThanOnce }] : []),
    ...found.workflows.flatMap(workflowBlocks),
    { heading: 'Messages that break the interface specification', level: 2 },
    found.traffic.length === 0
      ? { text: found.messages === 0 ? noMessage : 'None.' }
      : {
          columns: ['Messages', 'System', 'Message', 'Field', 'Given', 'What is wrong', 'Examples'],
          rows: found.traffic.map(({ messages, system, message, path, given, text, examples }) => [
            ...[String(messages), system, message, path, given, text],
            examples.map((id) => `#${id}`).join(', '),
          ]),
        },
  ]
}

function workflowBlocks({ title, variants, deviations }: WorkflowConformance): readonly Block[] {
  const blocks: Block[] = [
    { heading: title, level: 2 },
    {
      columns: ['Path', 'Orders', 'Share', 'As designed', 'Examples'],
      rows: variants
        .slice(0, 3 * most_variants)
        .map((one) => [
          one.path.join(' → ') || 'nothing was shown',
          String(one.orders),
          { share: one.share },
          one.asDesigned ? 'yes' : `no (${whyOf(one)})`,
          one.examples.join(', '),
        ]),
    },
  ]
  if (deviations.length > 0)
    blocks.push({
      columns: ['Step', 'What happened', 'Orders', 'Share', 'Examples'],
      rows: deviations.map((one) => [
        one.title,
        words[one.kind],
        String(one.orders),
        { share: one.share },
        one.examples.join(', '),
      ]),
    })
  return blocks
}
