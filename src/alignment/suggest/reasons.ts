// Why something was suggested, axis by axis, in words for the person who decides.
import type { Query } from './features.ts'
import type { Candidate } from './profile.ts'
import { describeClass } from './quantity.ts'
import type { Ranked } from './ranking.ts'
import type { SuggestionReason } from './suggestion.ts'

/** The reasons for one candidate, the axes in LOINC's order. */
export function reasonsOf(query: Query, ranked: Ranked): SuggestionReason[] {
  const { candidate } = ranked
  return [
    aboutComponent(query, ranked),
    ...aboutProperty(query, candidate),
    ...aboutTime(query, candidate),
    ...aboutSystem(query, ranked),
    ...aboutMethod(query, candidate),
    ...aboutUse(candidate),
  ]
}

function aboutComponent({ wanted, words, byWord }: Query, { candidate, outlook }: Ranked): SuggestionReason {
  const known = new Set([...candidate.words, ...candidate.otherWords])
  const meant = new Map<string, string[]>()
  for (const { given, word } of words) {
    if (known.has(word)) meant.set(word, [...(meant.get(word) ?? []), given])
  }
  const said = wanted.pieces.flatMap((piece) => {
    const found = piece.words.filter((word) => meant.has(word))
    return found.length === 0 ? [] : [sameOrIs(piece.given, found.join(' '))]
  })
  const guessed = words.filter(({ given, word, quality }) => quality < 1 && known.has(word) && !given.includes(' '))
  const guesses = guessed.map(({ given, word }) => sameOrIs(given, word))
  const extra = candidate.words.filter((word) => !byWord.has(word))
  const missing = wanted.words.filter(
    (word) => word.length > 1 && !known.has(word) && !guessed.some(({ given }) => given.split(' ').includes(word)),
  )
  const parts = [...new Set([...said, ...guesses])]
  const all = [
    ...(parts.length > 0 ? [parts.join(', ')] : []),
    ...(missing.length > 0 ? [`the name does not say ${missing.map(inQuotes).join(', ')}`] : []),
    ...(extra.length > 0 ? [`the name also says ${extra.map(inQuotes).join(', ')}`] : []),
  ]
  const agrees = outlook.label > 0.97 && outlook.component > 0.97
  return { axis: 'component', verdict: agrees ? 'agrees' : 'open', words: all.join('; ') || 'no word in common' }
}

function sameOrIs(given: string, word: string): string {
  return given === word ? `${inQuotes(given)} in both` : `${inQuotes(given)} is ${word}`
}

function inQuotes(word: string): string {
  return `"${word}"`
}

function aboutProperty({ wanted }: Query, { quantity }: Candidate): SuggestionReason[] {
  const { unitClasses, saidClasses, hasUnit, unit } = wanted
  if (quantity === null)
    return [{ axis: 'property', verdict: 'open', words: 'the name does not say what kind of quantity it is' }]
  const measured = describeClass(quantity)
  if (unitClasses.length > 0) {
    const agrees = unitClasses.includes(quantity)
    const means = agrees ? measured : unitClasses.map(describeClass).join(' or ')
    return [
      {
        axis: 'property',
        verdict: agrees ? 'agrees' : 'differs',
        words: agrees ? `${unit} fits ${means}` : `${unit} measures ${means}, the code ${measured}`,
      },
    ]
  }
  if (saidClasses.length > 0) {
    const agrees = saidClasses.includes(quantity)
    return [{ axis: 'property', verdict: agrees ? 'agrees' : 'differs', words: `label or values, and ${measured}` }]
  }
  const why = hasUnit ? `the unit ${unit} is not known` : 'no unit is given'
  return [{ axis: 'property', verdict: 'open', words: `${why}; the code measures ${measured}` }]
}

function aboutTime({ wanted }: Query, { time }: Candidate): SuggestionReason[] {
  const timed = time === 'Pt' ? null : time
  if (wanted.time === null && timed === null) return []
  if (wanted.time === timed) return [{ axis: 'time', verdict: 'agrees', words: `collected over ${timed}` }]
  const words =
    timed === null ? `the test says ${wanted.time}, the code a moment` : `the code is collected over ${timed}`
  return [{ axis: 'time', verdict: 'differs', words }]
}

function aboutSystem({ wanted }: Query, { candidate, outlook }: Ranked): SuggestionReason[] {
  const { system } = candidate
  const said = [
    wanted.test.fluid || wanted.panelSpecimen,
    wanted.saysSpecimenInLabel ? wanted.specimens.at(-1) : undefined,
  ]
  const specimen = said.filter(Boolean).join(', ')
  if (system === null) return [{ axis: 'system', verdict: 'open', words: 'the name says no specimen' }]
  if (specimen === '')
    return [{ axis: 'system', verdict: 'open', words: `no specimen is given; the code has ${system}` }]
  const fit = outlook.specimenFits
  const verdict = fit >= 0.8 ? 'agrees' : fit > 0 ? 'open' : 'differs'
  const how = { agrees: 'fits', open: 'may be', differs: 'is not' }[verdict]
  return [{ axis: 'system', verdict, words: `${specimen} ${how} ${system}` }]
}

function aboutMethod({ wanted }: Query, { method }: Candidate): SuggestionReason[] {
  const said = wanted.methods.join(', ')
  if (method === null && said === '') return []
  if (method === null) return [{ axis: 'method', verdict: 'open', words: `the test says ${said}, the code no method` }]
  if (said === '') return [{ axis: 'method', verdict: 'open', words: `the code says ${method}, the test nothing` }]
  const agrees = wanted.methods.some((one) => method === one || method.startsWith(`${one}.`))
  return [{ axis: 'method', verdict: agrees ? 'agrees' : 'differs', words: `${said} and ${method}` }]
}

function aboutUse({ commonness, isPanel, isDiscouraged }: Candidate): SuggestionReason[] {
  const reasons: SuggestionReason[] = []
  if (isPanel) reasons.push({ axis: 'use', verdict: 'open', words: 'the code is a panel' })
  if (isDiscouraged) reasons.push({ axis: 'use', verdict: 'differs', words: 'LOINC discourages the code' })
  if (commonness > 0.6) reasons.push({ axis: 'use', verdict: 'agrees', words: 'the code is among the commonest' })
  return reasons
}
