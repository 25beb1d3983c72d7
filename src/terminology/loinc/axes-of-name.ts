// Reads the six axes out of a long common name, as in `Glucose [Mass/volume] in Serum or Plasma --2 hours post 75 g glucose
// PO`. The one thing to know: where the name does not say an axis, it is null; nothing is looked up by code and nothing is
// guessed, but for the moment in time, which LOINC leaves out of its names. (LOINC Users' Guide, "Long common name")
import { methods, properties, propertyOfComponent, systems } from './axes-words.ts'
import type { LoincAxes } from './term.ts'

/** The axes that a long common name says. Never throws; a text that is no such name gives its words as the component. */
export function axesOfName(longCommonName: string): LoincAxes {
  const name = longCommonName.trim().replace(/\s+/g, ' ')
  const { rest: said, challenge } = cutChallenge(name)
  const { rest: scaled, scale: saidScale } = cutScale(said)
  const { rest: unmethodical, method } = cutMethod(scaled)
  const { rest, scale: innerScale } = cutScale(unmethodical)
  const { what, bracket, where, extra } = cutWhere(rest)
  const { system, time } = readSystem(where)
  const [property, scale] = readProperty(bracket, what)
  const isPanel = / panel\b/i.test(name)
  return {
    component: componentOf(what, extra, challenge),
    property: isPanel ? null : property,
    time: time ?? (name === '' ? null : 'Pt'),
    system,
    scale: isPanel ? '-' : (saidScale ?? innerScale ?? scale),
    method,
  }
}

/** `--2 hours post 75 g glucose PO` and the like: what was done to the patient before. */
function cutChallenge(name: string): { rest: string; challenge: string | null } {
  const [, rest, challenge] = /^(.*?\S)\s*--\s*(\S.*)$/.exec(name) ?? []
  return rest === undefined || challenge === undefined ? { rest: name, challenge: null } : { rest, challenge }
}

const scaleWords: Readonly<Record<string, string>> = {
  Narrative: 'Nar',
  Qualitative: 'Ord',
  Quantitative: 'Qn',
  Ordinal: 'Ord',
  Nominal: 'Nom',
  Document: 'Doc',
}

function cutScale(name: string): { rest: string; scale: string | null } {
  const [, rest, word] = /^(.*\S) (Narrative|Qualitative|Quantitative|Ordinal|Nominal|Document)$/.exec(name) ?? []
  return rest && word ? { rest, scale: scaleWords[word]! } : { rest: name, scale: null }
}

/** The last ` by `, unless a bracket or a specimen stands behind it; `Estimated from` says a method too. */
function cutMethod(name: string): { rest: string; method: string | null } {
  const [, rest, words] =
    /^(.*\S) by ((?:(?! by |\[).)+)$/.exec(name) ?? /^(.*\S) (Estimated from (?:(?!\[).)+)$/.exec(name) ?? []
  if (!rest || !words) return { rest: name, method: null }
  return { rest, method: methodOf(words) }
}

function methodOf(words: string): string {
  const known = methods[words.toLowerCase()]
  if (known) return known
  const [, method, limit] = /^(Screen|Confirmatory) method (.+)$/i.exec(words) ?? []
  if (method && limit) return `${methodOf(`${method} method`)}${limit}`
  const [, amplified, primers] = /^Nucleic acid amplification using (.*?)\s*(primer-probe set .*)$/i.exec(words) ?? []
  return primers ? `Probe.amp.tar.${amplified ? `${amplified} ` : ''}${primers}` : words
}

type Where = { what: string; bracket: string | null; where: string | null; extra: string | null }

/** Divides at the bracket of the property, or where there is none at the specimen. */
function cutWhere(name: string): Where {
  const bracket = lastProperty(name)
  if (bracket) {
    const behind = name.slice(bracket.end).trim()
    const [, extra = '', where] = /^(.*?)\s*\b(?:in|of|from) (.+)$/.exec(behind) ?? [undefined, behind, null]
    return { what: bracket.what, bracket: bracket.words, where: where ?? null, extra: extra.trim() || null }
  }
  return { bracket: null, extra: null, ...cutPlainSystem(name) }
}

function lastProperty(name: string): { what: string; words: string; end: number } | null {
  for (const found of [...name.matchAll(/\[([^\]]+)\]/g)].reverse()) {
    const words = found[1]!.toLowerCase()
    const what = name.slice(0, found.index).trim()
    if (words in properties || what !== '') return { what, words, end: found.index + found[0].length }
  }
  return null
}

/** Without a bracket a specimen counts only where it is one: `Cholesterol in LDL` has none. */
function cutPlainSystem(name: string): { what: string; where: string | null } {
  for (const found of [...name.matchAll(/ (?:in|of|for|from|-) | (?=Ventilator$)/g)].reverse()) {
    const where = name.slice(found.index + found[0].length)
    if (systemOf(where) !== null) return { what: name.slice(0, found.index), where }
  }
  return { what: name, where: null }
}

/** A known specimen, behind a duration of its collection or with a word before it. Null where it is none. */
function systemOf(words: string): string | null {
  const [, timed] = /^\d+ hours? (.+)$/i.exec(words) ?? []
  return systems[(timed ?? words).toLowerCase()] ?? null
}

function readSystem(where: string | null): { system: string | null; time: string | null } {
  if (where === null) return { system: null, time: null }
  const [, hours, timed] = /^(\d+) hours? (.+)$/i.exec(where) ?? []
  const words = timed ?? where.replace(/--.*$/, '').trim()
  const [, of] = /^(.+) collected for unspecified duration$/i.exec(words) ?? []
  return {
    system: systems[(of ?? words).toLowerCase()] ?? of ?? words,
    time: hours ? `${hours}H` : of ? '*' : null,
  }
}

function readProperty(bracket: string | null, what: string): readonly [string | null, string | null] {
  if (bracket !== null) return properties[bracket] ?? [bracket, null]
  const [, property, scale] = propertyOfComponent.find(([begin]) => begin.test(what)) ?? []
  return [property ?? null, scale ?? null]
}

/** The name of a component as the part has it: class of antibody behind the antibody, no second name in parentheses. */
function componentOf(what: string, extra: string | null, challenge: string | null): string | null {
  const plain = what
    .replace(/\bSARS[- ](?:CoV-2|Coronavirus 2)(?: \(COVID-?19\))?/i, 'SARS coronavirus 2')
    .replace(/\bSARS-CoV\b/, 'SARS coronavirus')
    .replace(/\bS protein\b/, 'spike protein')
    .replace(/ \((?:[A-Z]\d|Vitamin [^)]*|vWf|MRSA|globules|[A-Z]{2,5})\)/g, '')
    .replace(/\b(Ig[AGMED](?:\+Ig[AGMED])*) Ab\b/, 'Ab.$1')
    .replace(/\bneutralizing antibody\b/i, 'Ab.neut')
    .replace(/ and (?=.* identified$)/gi, ' & ')
    .trim()
  const kept = extra && !/^\(viral load\)$/i.test(extra) ? `${plain} ${extra}` : plain
  const whole = challenge ? `${kept}^${challenge}` : kept
  return whole === '' ? null : whole
}
