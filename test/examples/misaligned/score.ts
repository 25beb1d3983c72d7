// What of the planted differences was found, and what was found that nobody planted. The one thing to know: a finding counts
// for a plant only under the rule and on the codes that its list names; a consequence of the same mistake is no false alarm
// where the list says so, and everything else is.

import { loadSteps } from '../../../src/adapters/file/load-steps.ts'
import { decided } from '../../../src/alignment/accepted.ts'
import { alignCatalogs, alignedSite } from '../../../src/alignment/align.ts'
import type { Finding } from '../../../src/alignment/finding.ts'
import { together } from '../../../src/alignment/message/tally.ts'
import { alignTraffic } from '../../../src/cli/align-traffic.ts'
import { loadSite } from '../../../src/site/load.ts'
import { commonCodes } from '../../../src/terminology/loinc/common-codes.ts'
import { misalignedFiles, type Planted, planted } from './make.ts'

export type Score = {
  readonly planted: number
  readonly found: number
  readonly falseAlarms: number
  readonly byFamily: Readonly<Record<string, { readonly planted: number; readonly found: number }>>
  /** What was not found, and what nobody planted, in words. */
  readonly missed: readonly string[]
  readonly alarms: readonly string[]
}

/** Findings of the misaligned hospital that are not accepted: of its catalogs and maps, and of its recordings. */
export async function openFindings(): Promise<readonly Finding[]> {
  const files = misalignedFiles()
  const { site } = loadSite(files)
  if (!site) throw new Error('the misaligned site does not load')
  const { functions } = await loadSteps(files, site, 'unlimited')
  const aligned = alignedSite(site, { loinc: commonCodes(), day: '2026-11-22' })
  const recordings = [...files]
    .filter(([path]) => path.startsWith('traffic/'))
    .map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }))
  const traffic = alignTraffic(aligned, functions, recordings)
  const findings = together(alignCatalogs(aligned), traffic.findings)
  return decided(findings, site.alignment, '2026-11-22')
    .filter(({ state }) => state !== 'accepted')
    .map(({ finding }) => finding)
}

export function scoreOf(findings: readonly Finding[]): Score {
  const plants = planted()
  const isFound = (plant: Planted) =>
    findings.some((finding) => finding.rule === plant.rule && isOn(finding, plant.codes))
  const missed = plants.filter((plant) => !isFound(plant))
  const alarms = findings.filter((finding) => !plants.some((plant) => explains(plant, finding)))
  return {
    planted: plants.length,
    found: plants.length - missed.length,
    falseAlarms: alarms.length,
    byFamily: Object.fromEntries(
      Map.groupBy(plants, ({ family }) => family)
        .entries()
        .map(([family, own]) => [family, { planted: own.length, found: own.filter(isFound).length }]),
    ),
    missed: missed.map(({ id, rule, codes, what }) => `${id} ${rule} ${codes.join(', ')}: ${what}`),
    alarms: alarms.map(({ rule, subject, says }) => `${rule} ${subject.system} ${subject.code}: ${says}`),
  }
}

function explains({ rule, codes, also = [], alsoCodes = [] }: Planted, finding: Finding): boolean {
  if (finding.rule === rule && isOn(finding, [...codes, ...alsoCodes])) return true
  return also.includes(finding.rule) && isOn(finding, [...codes, ...alsoCodes])
}

function isOn({ subject, counterpart }: Finding, codes: readonly string[]): boolean {
  return codes.includes(subject.code) || (counterpart !== null && codes.includes(counterpart.code))
}
