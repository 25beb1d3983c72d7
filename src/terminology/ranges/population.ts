// Whom a range is for, as it stands before a range (`F 18y-50y:`, `Males:`, `0-5 years:`, `Fasting:`) or in brackets behind
// it (`13-17 (M)`). The one thing to know: `M` is a sex and `6m` are months; case and the number before tell them apart.
import type { Population } from './range.ts'

const days: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, m: 30.4375, y: 365.25 }
/** Where labs say no ages: a newborn is younger than 28 days, an infant than a year, an adult is 18 years old. */
const groups: readonly [RegExp, number, number][] = [
  [/^(?:newborns?|neonates?)\b/i, 0, 28],
  [/^infants?\b/i, 0, 365.25],
  [/^(?:child(?:ren)?|p(?:a)?ediatric)\b/i, 0, 18 * 365.25],
  [/^adults?\b/i, 18 * 365.25, Number.POSITIVE_INFINITY],
]
const sexes: readonly [RegExp, string][] = [
  [/^(?:males?|men|man|boys?|[Mm])(?![A-Za-z\d²])/, 'M'],
  [/^(?:Males?|Men|Man|Boys?|MALES?|MEN)(?![a-z])/, 'M'],
  [/^(?:females?|women|woman|girls?|[Ff])(?![A-Za-z\d])/, 'F'],
  [/^(?:Females?|Women|Woman|Girls?|FEMALES?|WOMEN)(?![a-z])/, 'F'],
]

const unit = '(h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:ks?|eeks?)?|mo?(?:n(?:th)?s?)?s?|y(?:(?:ea)?rs?)?(?:\\s*old)?)'
const spanForm = new RegExp(
  `^(?:ages?:?\\s*)?(\\d+(?:\\.\\d+)?)\\s*${unit}?\\s*(?:-|–|to)\\s*(?:<\\s*)?(\\d+(?:\\.\\d+)?)\\s*${unit}(?![a-z])`,
  'i',
)
const plainSpanForm = /^ages?:?\s*(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})(?=\s*(?:y|:))/i
const openForm = new RegExp(
  `^(?:ages?:?\\s*)?(\\d+(?:\\.\\d+)?)\\s*${unit}\\s*(?:-(?!\\s*\\d)|\\+|and (?:older|above|over|up)|or (?:older|more))`,
  'i',
)
const limitForm = new RegExp(
  `^(?:ages?:?\\s*)?(<=|>=|[<>≤≥]|under|over|above|below|from|up to)\\s*(\\d+(?:\\.\\d+)?)\\s*${unit}(?![a-z])`,
  'i',
)

/** Names of what a range is called, which say nothing of a population. */
const titles =
  /^(?:ref(?:erence)?(?:\.|\b)\s*(?:range|interval|values?)?|normal(?:\s*(?:range|values?))?|range|expected(?: values?)?|therapeutic(?: range)?|target(?: range)?|goal|acceptable|desirable|optimal|neg(?:ative)?|non[- ]?reactive|not detected|m\s*\/\s*f|males?\s*(?:\/|and|&)\s*females?|both sexes|all(?: ages)?|both)\s*(?=:|=|\s*\(?\s*[<>≤≥]|\s*\(\s*\d|\s+\d)/i
const conditions =
  /^(?:non[- ]?fasting|fasting|random|supine|upright|standing|a\.?m\.?|p\.?m\.?|morning|evening|pre-?menopausal|post-?menopausal|follicular(?: phase)?|luteal(?: phase)?|mid-?cycle|ovulat(?:ory|ion)|pregnan(?:t|cy)|(?:first|second|third|1st|2nd|3rd) trimester|\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?|smokers?|non-?smokers?|trough|peak)\b/i

export type Before = {
  readonly population: Population
  readonly when: string
  /** Position behind it and behind its colon. */
  readonly end: number
}

type State = { sex: string; from: number; to: number; when: string[]; at: number }

/** The population that stands at a position; everybody, and the same position, where none does. */
export function populationAt(text: string, from: number): Before {
  const state: State = { sex: '', from: 0, to: Number.POSITIVE_INFINITY, when: [], at: from }
  while (step(text, state)) state.at = over(text, state.at, ' \t,(')
  state.at = over(text, state.at, ' \t)')
  const label = /^([^\d:;<>=≤≥|\n/]{2,40}):(?!\d*:)/.exec(text.slice(state.at, state.at + 42))
  if (label && /[A-Za-z]/.test(label[1] ?? '')) {
    state.when.push((label[1] ?? '').trim())
    state.at += label[0].length - 1
  }
  const end = state.at === from ? from : over(text, state.at, ' \t:=')
  return {
    population: { sex: state.sex, fromAge_days: state.from, toAge_days: state.to },
    when: state.when.join(' ').toLowerCase(),
    end,
  }
}

/**
 * `(M)`, `(adults)`, `(F 18-50 y)` behind a range, or without brackets up to a divider (`70-99 fasting`, `13-17 M, 12-15
 * F`); null where nothing of the kind stands there.
 */
export function populationBehind(text: string, from: number): Before | null {
  const rest = text.slice(from, from + 60)
  const [whole, bracketed, plain] =
    /^\s*(?:\(([^()]{1,40})\)|([A-Za-z][A-Za-z -]{0,30}?)(?=\s*(?:[;,|~\n]|$)))/.exec(rest) ?? []
  const inner = (bracketed ?? plain)?.trim()
  if (!whole || !inner) return null
  const found = populationAt(inner, 0)
  return found.end === inner.length ? { ...found, end: from + whole.length } : null
}

/** What stands before a range and what stands behind it, together; null where both say a sex or both an age. */
export function bothPopulations(before: Population, behind: Population): Population | null {
  const hasAge = ({ fromAge_days, toAge_days }: Population) => fromAge_days > 0 || toAge_days < Number.POSITIVE_INFINITY
  if ((before.sex !== '' && behind.sex !== '') || (hasAge(before) && hasAge(behind))) return null
  const { fromAge_days, toAge_days } = hasAge(before) ? before : behind
  return { sex: before.sex || behind.sex, fromAge_days, toAge_days }
}

/** What a range is, said behind it: changes nothing of whom or what it holds for. */
const remark =
  /^\s*(?:\((?:calc(?:ulated)?|neg(?:ative)?|normal|non[- ]?reactive|not detected|desirable|optimal|therapeutic(?: range)?|ref(?:erence)?|expected)\)|(?:calc(?:ulated)?|neg(?:ative)?|normal|desirable|optimal)(?=\s*(?:[;,|~\n]|$)))/i

/** How long a remark that changes nothing is: `(calc)`, `Desirable`; 0 where none stands there. */
export function remarkBehind(text: string, from: number): number {
  return remark.exec(text.slice(from, from + 60))?.[0].length ?? 0
}

/** Takes one word of a population; false where none follows. */
function step(text: string, state: State): boolean {
  const rest = text.slice(state.at, state.at + 60)
  return takeTitle(rest, state) || takeSex(rest, state) || takeCondition(rest, state) || takeAge(rest, state)
}

function takeTitle(rest: string, state: State): boolean {
  const found = titles.exec(rest)
  if (found) state.at += found[0].length + (/[:=]/.test(rest[found[0].length] ?? '') ? 1 : 0)
  return found !== null
}

function takeSex(rest: string, state: State): boolean {
  if (state.sex !== '') return false
  for (const [form, sex] of sexes) {
    const found = form.exec(rest)
    if (!found) continue
    state.sex = sex
    state.at += found[0].length
    return true
  }
  return false
}

function takeAge(rest: string, state: State): boolean {
  const group = groups.find(([form]) => form.test(rest))
  if (group) return setAge(state, group[0].exec(rest)![0], group[1], group[2])
  const span = spanForm.exec(rest)
  if (span && !isSexBehind(rest, span))
    return setAge(state, span[0], age_days(span[1], span[2] ?? span[4]), age_days(span[3], span[4]))
  const years = plainSpanForm.exec(rest)
  if (years) return setAge(state, years[0], age_days(years[1], 'y'), age_days(years[2], 'y'))
  const open = openForm.exec(rest)
  if (open) return setAge(state, open[0], age_days(open[1], open[2]), Number.POSITIVE_INFINITY)
  const limit = limitForm.exec(rest)
  return limit ? setAge(state, limit[0], ...agesBeyond(limit[1] ?? '', limit[2] ?? '', limit[3] ?? '')) : false
}

/** `13-17 M, 12-15 F`: a capital M that no colon follows is a sex, not months. */
function isSexBehind(rest: string, span: RegExpExecArray): boolean {
  return span[4] === 'M' && !/^\s*:/.test(rest.slice(span[0].length))
}

/** `<18y` ends before 18 years, `<=17y` with the end of the 17th; `>18y` and `>=18y` begin there, as labs mean it. */
function agesBeyond(sign: string, count: string, name: string): [number, number] {
  const limit = age_days(count, name)
  if (/^(?:<|under|below)$/i.test(sign)) return [0, limit]
  if (/^(?:<=|≤|up to)$/i.test(sign)) return [0, limit + age_days('1', name)]
  return [limit, Number.POSITIVE_INFINITY]
}

function setAge(state: State, taken: string, from: number, to: number): boolean {
  if (state.to !== Number.POSITIVE_INFINITY || state.from !== 0 || from >= to) return false
  state.from = from
  state.to = to
  state.at += taken.length
  return true
}

function takeCondition(rest: string, state: State): boolean {
  const found = conditions.exec(rest)
  if (!found) return false
  state.when.push(found[0])
  state.at += found[0].length
  return true
}

/** Days of a number and a unit of age: `6` and `m` are 182.625. Without a unit, years. */
export function age_days(count: string | undefined, name: string | undefined): number {
  return Number(count ?? 0) * (days[(name ?? 'y').charAt(0).toLowerCase()] ?? 365.25)
}

function over(text: string, from: number, these: string): number {
  let at = from
  while (at < text.length && these.includes(text[at]!)) at++
  return at
}
