// Ranges, limits and answers in words for those who read results. The one thing to know: a range that is not understood is
// shown as the laboratory wrote it, never left out and never bent.
import { type Band, readRanges } from '../../../terminology/ranges.ts'
import type { Component, Question } from '../catalog.ts'
import { escaped, list } from './html.ts'

export function rangeHtml({ ranges, answers, normalAnswers }: Component): string {
  const read = readRanges(ranges)
  if (ranges.trim() === '') {
    const names = normalAnswers.map((code) => answers.find((answer) => answer.code === code)?.name ?? code)
    return escaped(names.join('; '))
  }
  if (!read.readable) return escaped(ranges)
  if (read.bands.length === 0) return escaped(ranges)
  const [only] = read.bands
  if (read.bands.length === 1 && only && whom(only) === '') return escaped(limits(only))
  return `<dl class="bands">${read.bands.map((band) => `<dt>${escaped(whom(band) || 'all')}</dt><dd>${escaped(limits(band))}</dd>`).join('')}</dl>`
}

/** `13.2–17.1`, `under 5`, `Negative`. */
function limits({ low, high, lowInclusive, highInclusive, decimals, words, text, unit }: Band): string {
  if (words !== null) return words
  if (text.includes(':')) return text
  const behind = unit === '' ? '' : ` ${unit}`
  const part = (limit: number) => limit.toFixed(decimals)
  if (low !== null && high !== null) return `${part(low)}–${part(high)}${behind}`
  if (high !== null) return `${highInclusive ? 'up to' : 'under'} ${part(high)}${behind}`
  return low === null ? text : `${lowInclusive ? 'from' : 'over'} ${part(low)}${behind}`
}

const sexes: Readonly<Record<string, string>> = { M: 'male', F: 'female' }

function whom({ sex, fromAge_days, toAge_days, when }: Band): string {
  const isAnyAge = fromAge_days === 0 && !Number.isFinite(toAge_days)
  return [sexes[sex] ?? sex, isAnyAge ? '' : ages(fromAge_days, toAge_days), when]
    .filter((one) => one !== '')
    .join(', ')
}

function ages(from_days: number, to_days: number): string {
  if (!Number.isFinite(to_days)) return `from ${age(from_days)}`
  return from_days === 0 ? `under ${age(to_days)}` : `${age(from_days)} to under ${age(to_days)}`
}

/** In the largest unit that says it in whole numbers. */
function age(days: number): string {
  for (const [name, length] of [
    ['year', 365.25],
    ['month', 30.4375],
  ] as const) {
    const count = days / length
    if (days > 0 && Number.isInteger(count)) return `${count} ${name}${count === 1 ? '' : 's'}`
  }
  return `${Math.round(days)} day${Math.round(days) === 1 ? '' : 's'}`
}

export function criticalText({ criticalLow, criticalHigh, criticalAnswers, answers, cells }: Component): string {
  const named = criticalAnswers.map((code) => answers.find((answer) => answer.code === code)?.name ?? code)
  const said = [
    ...(criticalLow === null ? [] : [`${cells.critical_low} or below`]),
    ...(criticalHigh === null ? [] : [`${cells.critical_high} or above`]),
    ...named,
  ]
  return said.map(escaped).join('<br>')
}

const durations: Readonly<Record<string, string>> = { min: 'minute', h: 'hour', d: 'day', wk: 'week' }

/** `4 h` as `4 hours`; anything else as it is written. */
export function durationText(text: string): string {
  const [, count, unit = ''] = /^([\d.]+(?:-[\d.]+)?)\s*(min|h|d|wk)$/.exec(text.trim()) ?? []
  return count === undefined ? text : `${count} ${durations[unit]}${count === '1' ? '' : 's'}`
}

const types: Readonly<Record<string, string>> = {
  NM: 'a number',
  DT: 'a date',
  TM: 'a time',
  TS: 'a date and time',
  DTM: 'a date and time',
  ST: 'text',
  TX: 'text',
  FT: 'text',
}

/** What can be answered: the choices, else what kind of answer, with its unit. */
export function answerText({ answers, valueType, unit }: Pick<Question, 'answers' | 'valueType' | 'unit'>): string {
  if (answers.length > 0) return list(answers.map(({ name }) => escaped(name)))
  const kind = types[valueType] ?? valueType
  return escaped(unit === '' ? kind : `${kind} in ${unit}`)
}
