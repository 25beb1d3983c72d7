// Writes docs/storm.md: what a storm measures, and where the orders went that did not end agreed. With two words it takes as
// many orders and that seed: `npx node test/rehearsal/storm-document.ts 100000 7`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { runPool } from '../../src/cli/rehearse/storm-pool.ts'
import { faultsOf, tasksOf } from '../../src/cli/rehearse/storm-task.ts'
import { faultLines } from '../../src/rehearsal/storm/faults.ts'
import { type Tally, tallyOf } from '../../src/rehearsal/storm/tally.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'examples/riverside')
const [orders = '20000', seed = '7'] = process.argv.slice(2)
const { revision } = (await requireSite(folder)).site

async function storm(faults: boolean): Promise<Tally> {
  const onDone = ({ index }: { readonly index: number }) => void process.stderr.write(`world ${index}\n`)
  return tallyOf(await runPool({ folder, seed, faults }, tasksOf(Number(orders)), { workers: 2, revision, onDone }))
}

const share = (count: number, of: number) => `${((100 * count) / Math.max(1, of)).toFixed(2)} %`

function causes({ causes: found, orders: all }: Tally): string {
  const rows = Object.entries(found).map(([cause, count]) => `| ${cause} | ${count} | ${share(count, all)} |`)
  return ['| How it ended, and why | Orders | Share |', '| --- | ---: | ---: |', ...rows].join('\n')
}

function numbers(name: string, tally: Tally): string {
  const { orders: all, agreed, proven, owned, adrift, violations } = tally
  return `| ${name} | ${all} | ${share(agreed, all)} | ${share(proven, all)} | ${share(owned, all)} | ${adrift} | ${violations} |`
}

function figures({ figures: found }: Tally): string {
  const { corrected, replaced, correctionOwned, correctionLost } = found
  const { withoutOrder, withoutOrderShown, withoutOrderOwned, withoutOrderLost } = found
  return `| Final replaced by its correction | ${corrected} | ${replaced} (${share(replaced, corrected)}) | ${correctionOwned} | ${correctionLost} |
| Result that no placed order asked for | ${withoutOrder} | ${withoutOrderShown} (${share(withoutOrderShown, withoutOrder)}) | ${withoutOrderOwned} | ${withoutOrderLost} |`
}

const quiet = await storm(false)
const rough = await storm(true)
writeFileSync(
  join(root, 'docs/storm.md'),
  `# What a storm measures

Made by \`npx node test/rehearsal/storm-document.ts ${orders} ${seed}\` on the example site Riverside: ${orders} orders in random
stories of lab life, once without faults and once with them, seed ${seed}.

| Storm | Orders | Agreed | Of them proven | Owned | Ever adrift | Violations |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${numbers('without faults', quiet)}
${numbers('with faults', rough)}

An order is owned only where a fault, or a cause that the story planted, explains it; any other is a violation.

## Two figures that nobody has published

How often a correction really replaced the final in the chart, and what becomes of a result that has no order. Both are
counted from the laboratory's book and the EHR's chart, under faults; Labloop's own books are not asked.

| Under faults | Counted | Shown in the chart | Owned instead | Lost |
| --- | ---: | ---: | ---: | ---: |
${figures(rough)}

## Where the rest went, without faults

${causes(quiet)}

## Where the rest went, with faults

${causes(rough)}

## The faults of this seed

\`\`\`text
${faultLines(faultsOf({ seed, faults: true })).join('\n')}
\`\`\`
`,
)
