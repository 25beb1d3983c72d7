// What can be asked of a site's two systems in a storm, by the kind of story that needs it. The one thing to know: only what
// both sides have is ordered, so that what goes wrong was planted, is a fault's work, or is Labloop's.
import type { Site } from '../../site/shapes/site.ts'
import { codesThrough, componentsOf, type Orderable, orderablesOf } from '../catalog.ts'
import { type Menu, menuOf } from '../order-picker.ts'

/** A test as the EHR orders it and as the lab calls it. */
export type Dish = {
  readonly ehr: string
  readonly lab: string
  readonly orderable: Orderable
  /** Components in the lab's code. */
  readonly components: readonly string[]
  /** Tests that the lab adds when this one asks for it. */
  readonly reflexes: readonly string[]
}

/** Tests by what they are good for. A kind that the site does not have is empty. */
export type StormMenu = {
  readonly menu: Menu
  readonly all: readonly Dish[]
  /** One number; a panel of numbers; a culture; a report in words; a meter on the ward; a test of a reference laboratory. */
  readonly numeric: readonly Dish[]
  readonly panels: readonly Dish[]
  readonly cultures: readonly Dish[]
  readonly reports: readonly Dish[]
  readonly reflexing: readonly Dish[]
  readonly sentOut: readonly Dish[]
  readonly meters: readonly Dish[]
  /** Coded answers of a culture's component: organisms, by test of the lab. */
  readonly organisms: ReadonlyMap<string, readonly string[]>
  /** Drugs that are reported with an isolate. */
  readonly drugs: readonly string[]
}

/** Reads the site's catalogs once. */
export function stormMenuOf(site: Site): StormMenu {
  const idOf = (role: 'ehr' | 'lis') => site.systems.find((system) => system.role === role)?.id ?? role
  const [ehr, lab] = [idOf('ehr'), idOf('lis')]
  const menu = menuOf(site, ehr, lab)
  const labTests = orderablesOf(site, lab)
  const components = componentsOf(site, lab)
  const toLab = codesThrough(site, 'tests', ehr, lab)
  const known = new Set(toLab.values())
  const rows = new Map((site.catalogs.find(({ id }) => id === `${lab}-orderables`)?.rows ?? []).map((r) => [r.code, r]))
  const dish = (orderable: Orderable): Dish[] => {
    const code = toLab.get(orderable.code) ?? orderable.code
    const test = labTests.get(code)
    if (!test) return []
    const reflexes = reflexesOf(rows.get(code)?.reflex ?? '')
    // A reflex that the EHR has no code for is a gap of the site, and would be owned each time.
    if (reflexes.some((each) => !labTests.has(each) || !known.has(each))) return []
    return [{ ehr: orderable.code, lab: code, orderable, components: test.components, reflexes }]
  }
  const all = menu.orderables.flatMap(dish)
  const typesOf = ({ components: codes }: Dish) => codes.map((code) => components.get(code)?.valueType ?? '')
  const every = (one: Dish, type: string) => one.components.length > 0 && typesOf(one).every((each) => each === type)
  const modeOf = ({ lab: code }: Dish) => rows.get(code)?.result_mode ?? 'snapshot'
  const plain = (one: Dish) => one.reflexes.length === 0 && modeOf(one) !== 'delta'
  const answersOf = ({ components: codes }: Dish) => [...(components.get(codes[0] ?? '')?.answers.keys() ?? [])]
  const cultures = all.filter((one) => one.components.length === 1 && modeOf(one) === 'delta')
  const susceptibility = [...labTests.values()].find(({ specimen }) => specimen === 'ISOLATE')
  const byCode = [...menu.byCode.values()].flatMap(dish)
  return {
    menu,
    all,
    numeric: all.filter((one) => one.components.length === 1 && every(one, 'NM') && plain(one)),
    panels: all.filter((one) => one.components.length >= 3 && every(one, 'NM') && plain(one) && !isSentOut(one)),
    cultures: cultures.filter((one) => answersOf(one).length > 0),
    reports: all.filter((one) => one.components.length === 1 && every(one, 'TX')),
    reflexing: all.filter((one) => one.reflexes.length > 0 && modeOf(one) !== 'delta'),
    sentOut: all.filter((one) => isSentOut(one) && plain(one)),
    meters: byCode.filter((one) => /^poc$|point of care/i.test(one.orderable.department)),
    organisms: new Map(cultures.map((one) => [one.lab, answersOf(one)])),
    drugs: susceptibility?.components ?? [],
  }
}

function isSentOut({ orderable }: Dish): boolean {
  return /^ref|send.?out/i.test(orderable.department)
}

/** `FT4:TSH<0.45|TSH>4.50; ...`: the tests that are added. */
function reflexesOf(text: string): readonly string[] {
  return text
    .split(';')
    .map((part) => part.split(':')[0]!.trim())
    .filter((code) => code !== '')
}
