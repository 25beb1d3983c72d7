// Every code that a scenario says must stand in the list of its kind. The one thing to know: a code that nobody knows is a
// misspelt one far oftener than it is meant, and a story with it would prove another thing than it tells.
import type { Report } from '../../site/problem.ts'
import { didYouMean, listed } from '../../site/suggest.ts'
import type { YamlFile } from '../../site/yaml-file.ts'
import type { CodeBook } from './codes.ts'
import type { CodeSaid } from './field.ts'
import type { ScenarioStep } from './scenario.ts'
import { codesInHead, type HeadShape } from './shape.ts'
import { codesIn } from './verb.ts'

/** Reports every code that its list does not have, with the nearest that it has. */
export function checkCodes(
  head: HeadShape,
  steps: readonly ScenarioStep[],
  source: YamlFile,
  codes: CodeBook,
  report: Report,
): void {
  const check = ({ kind, code, path }: CodeSaid) => {
    const list = codes(kind)
    if (!list || list.has(code)) return
    report.error('scenario-code', source.file, source.at(path), {
      given: didYouMean(code, list.known),
      allowed: `${list.of}: ${listed(
        list.known.filter((known) => known !== ''),
        30,
      )}`,
    })
  }
  for (const said of codesInHead(head)) check(said)
  steps.forEach(({ actor, what }, index) => {
    if (!('verb' in what)) return
    for (const said of codesIn(what.verb, what.said)) check({ ...said, path: ['steps', index, actor, ...said.path] })
  })
}
