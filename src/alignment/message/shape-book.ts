// Shapes of observations, read and judged once each. The one thing to know: real traffic has a few thousand of them, so the
// book is small; where a sender makes up new ones without end, it is emptied and begun again.
import { type Segment, value } from '../../hl7/index.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import { readRanges } from '../../terminology/ranges.ts'
import { readUnit } from '../../terminology/units.ts'
import { meaningOf, type Side } from '../pair/side.ts'
import { type Notice, noticesOf, type RuleSet } from './notices.ts'
import type { Coded, SeenShape } from './seen.ts'

/** A shape with everything that was said of it, and how its values lie. */
export type KnownShape = {
  readonly shape: SeenShape
  readonly notices: readonly Notice[]
  /** Numbers seen under it: how many, and the sum of their logarithms. */
  fellows: number
  logs: number
}

const most_shapes = 20_000

export class ShapeBook {
  readonly #rules: RuleSet
  readonly #known = new Map<string, KnownShape>()
  readonly #crossings = new Map<string, readonly Notice[]>()

  constructor(rules: RuleSet) {
    this.#rules = rules
  }

  /** The shape of an OBX as the side reads it. */
  shapeOf(obx: Segment, end: SeenShape['end'], side: Side): KnownShape {
    const fields = [2, 3, 6, 7, 8, 11].map((field) => value(obx, field) ?? '')
    const key = `${end}|${side.system.id}|${fields.join('|')}`
    const known = this.#known.get(key)
    if (known) return known
    if (this.#known.size >= most_shapes) this.#known.clear()
    const shape = readShape(obx, end, side)
    const made = { shape, notices: noticesOf(this.#rules.shape, shape), ...fellowsOf(shape) }
    this.#known.set(key, made)
    return made
  }

  /** What is to be said of what a flow made of a shape. */
  crossing(sent: KnownShape, passed: KnownShape, flow: Flow): readonly Notice[] {
    const key = `${flow.id}|${keyOf(sent.shape)}|${keyOf(passed.shape)}`
    const known = this.#crossings.get(key)
    if (known) return known
    if (this.#crossings.size >= most_shapes) this.#crossings.clear()
    const made = noticesOf(this.#rules.crossing, { sent: sent.shape, passed: passed.shape, flow })
    this.#crossings.set(key, made)
    return made
  }
}

function keyOf({ side, code, unit, flags }: SeenShape): string {
  return `${side.system.id}|${code.code}|${unit}|${flags.join('~')}`
}

/** What a catalog learned from traffic says of the middle of the numbers counts as if they had been seen. */
function fellowsOf({ component }: SeenShape): Pick<KnownShape, 'fellows' | 'logs'> {
  const median = component?.seen?.numbers?.median
  const count = component?.seen?.count ?? 0
  return median !== undefined && median > 0
    ? { fellows: count, logs: count * Math.log(median) }
    : { fellows: 0, logs: 0 }
}

function readShape(obx: Segment, end: SeenShape['end'], side: Side): SeenShape {
  const code = codedOf(obx)
  const component = side.components.get(code.code) ?? null
  const unit = value(obx, 6, 1) ?? ''
  const range = plain(value(obx, 7))
  const flags = (value(obx, 8) ?? '')
    .split('~')
    .map((flag) => flag.split('^')[0] ?? '')
    .filter((flag) => flag !== '')
  const written = plain(value(obx, 11))
  return {
    end,
    side,
    subject: {
      system: side.system.id,
      kind: 'component',
      code: code.code,
      name: component?.name ?? '',
    },
    valueType: plain(value(obx, 2)),
    code,
    component,
    unit: plain(unit),
    unitRead: readUnit(plain(unit)),
    range,
    rangesRead: readRanges(range),
    flags,
    flagsRead: flags.map(meaningOf),
    status: side.system.dialect.observation_status[written] ?? written,
  }
}

function codedOf(obx: Segment): Coded {
  const part = (nth: number) => plain(value(obx, 3, nth))
  const alternate = { code: part(4), name: part(5), system: part(6) }
  return {
    code: part(1) || part(4),
    name: part(2),
    system: part(3),
    alternate: alternate.code === '' ? null : alternate,
  }
}

/** The HL7 null says that nothing is there. */
function plain(text: string | undefined): string {
  return text === undefined || text === '""' ? '' : text.trim()
}
