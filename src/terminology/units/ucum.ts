// UCUM itself: is a code valid, and what does it measure. The one thing to know: the library knows the whole standard, also
// what no lab measures in, so a spelling is asked here only after `isLaboratory` has looked at its atoms (`K/uL` is valid
// UCUM: kelvin per microlitre). (UCUM 2.2; @lhncbc/ucum-lhc)
import { createRequire } from 'node:module'
import { remembered } from '../remembered.ts'
import type { Measure } from './unit.ts'

/** What we use of the library's units. */
type LibraryUnit = {
  readonly magnitude_: number
  readonly dim_: { readonly dimVec_: readonly number[] | null } | null
  readonly moleExp_: number
  readonly equivalentExp_: number
  readonly isSpecial_: boolean
}
type Library = {
  getSpecifiedUnit(
    code: string,
    how: 'validate',
  ): { unit: LibraryUnit | null; origString: string; retMsg: readonly string[] }
}

let library: Library | undefined

/** The library, loaded at the first question: it takes some 45 ms, which who asks nothing does not pay. */
function ucum(): Library {
  library ??= createRequire(import.meta.url)('@lhncbc/ucum-lhc').UcumLhcUtils.getInstance() as Library
  return library
}

/** Avogadro's number as the library has it; amounts of substance are counted in moles here. */
const avogadro = 6.0221367e23
const longest = 80

/**
 * What a UCUM code (case sensitive) measures; null where it is not valid. The same code is asked once.
 */
export const measureOf: (code: string) => Measure | null = remembered(measureAfresh)

/** UCUM has whole numbers only: `0.5` would be nought times five, and the library computes something else again. */
const decimalNumber = /\d\.\d+(?![\d*^])|(?:^|[./(])0/

function measureAfresh(code: string): Measure | null {
  if (code === '' || code.length > longest || /[^\x21-\x7e]/.test(code) || !isBalanced(code)) return null
  const bare = code.replace(/(^|[./(])\{[^}]*\}/g, '$1b').replace(/\{[^}]*\}/g, '')
  if (decimalNumber.test(bare) || !isExpression(bare)) return null
  const unit = ask(code)
  if (!unit || !Number.isFinite(unit.magnitude_) || unit.magnitude_ <= 0) return null
  const { moleExp_: moles, equivalentExp_: equivalents } = unit
  return {
    magnitude: unit.magnitude_ / avogadro ** (moles + equivalents),
    dimension: (unit.dim_?.dimVec_ ?? [0, 0, 0, 0, 0, 0, 0]).join(','),
    moles,
    equivalents,
    arbitrary: kindsIn(code),
    special: unit.isSpecial_,
  }
}

/** The library's unit; null where it is not sure, as of names in words, or fails. */
function ask(code: string): LibraryUnit | null {
  try {
    const { unit, origString, retMsg } = ucum().getSpecifiedUnit(code, 'validate')
    return unit && origString === code && retMsg.length === 0 ? unit : null
  } catch {
    return null
  }
}

/** Braces and brackets closed and not within each other: elsewhere the library guesses. */
function isBalanced(code: string): boolean {
  let open = ''
  for (const sign of code) {
    if (sign === '{' || sign === '[') {
      if (open !== '') return false
      open = sign
    } else if (sign === '}' || sign === ']') {
      if (open !== (sign === '}' ? '{' : '[')) return false
      open = ''
    }
  }
  return open === '' && !code.includes('{}')
}

const inParentheses = /\(\/?[^./()]+(?:[./][^./()]+)*\)/g

/** Terms between stops and slashes, in parentheses that stand alone: of anything else the library makes its own. */
function isExpression(bare: string): boolean {
  let rest = bare.replace(/\[[^\]]*\]/g, 'b')
  for (let depth = 0; depth < 5 && rest.includes('('); depth++) rest = rest.replace(inParentheses, '\u0001')
  return /^\/?(?:\u0001|[^./()\u0001]*)(?:[./](?:\u0001|[^./()\u0001]+))*$/.test(rest)
}

type Atom = { readonly name: string; readonly power: number }

/** The atoms of a code with their powers, without numbers and annotations: `mg/(24.h)` is mg and h to the power -1. */
function atomsOf(code: string): readonly Atom[] {
  const bare = code.replace(/\{[^}]*\}/g, '').replace(/10[*^][+-]?\d+/g, '1')
  const found: Atom[] = []
  const stack: number[] = []
  let sign = 1
  let outer = 1
  for (const [token] of bare.matchAll(/[./()]|[^./()]+/g)) {
    if (token === '/') sign = -1
    else if (token === '.') continue
    else if (token === '(') {
      stack.push(outer)
      outer *= sign
      sign = 1
    } else if (token === ')') {
      outer = stack.pop() ?? 1
      sign = 1
    } else {
      const [, name = '', power = '1'] = /^((?:[^\d[\]+-]|\[[^\]]*\])*)([+-]?\d+)?$/.exec(token) ?? [token, token]
      if (name !== '') found.push({ name, power: sign * outer * Number(power) })
      sign = 1
    }
  }
  return found
}

const atomForm = new RegExp(
  `^(?:[cdmunpfa]|k)?(?:g|L|l|mol|eq|osm|m|U|kat|s|J|Pa|cal|m\\[Hg\\]|m\\[H2O\\]|\\[IU\\]|\\[iU\\])$` +
    `|^[mu]?V$|^[mun]?A$|^[mk]?W$|^[mk]?N$|^[kM]?Hz$|^m?bar$|^[kMGm]?Bq$|^[mun]?Ci$|^[mc]?Gy$|^[mu]?Sv$|^dB$|^M\\[IU\\]$|^k?Ohm$|^[um]?mho$|^daPa$|^gf$|^atm$` +
    `|^(?:min|h|d|wk|mo|a|%|deg|Cel|K|Ao|dyn|St|cSt|P|cP|)$|^\\[[^\\]]+\\]$`,
)
/** Atoms that the form allows and that stand for something else in labs. */
const elsewhere = /^(?:am|as|fs|cs|cm\[Hg\]|fm|dm|ds|km|ks|pm|ps|K|A|W|N|St|P)$/

/** True where every atom of a code is one that laboratories measure in. */
export function isLaboratory(code: string): boolean {
  return atomsOf(code).every(({ name }) => atomForm.test(name) && !elsewhere.test(name))
}

/** True of international units and their like: the result of a procedure, which nothing else can be converted to. */
export function isArbitrary(code: string): boolean {
  return atomsOf(code).some(({ name }) => arbitraryAtom.test(name))
}

const arbitraryAtom =
  /\[i?IU\]$|\[iU\]$|\[(?:.*'U|CFU|PFU|FFU|EU|TCID_50|CCID_50|EID_50|AU|BAU|D'ag'U|arb'U|kp_[CMQX])\]$/i

/**
 * What a code measures beside its dimension, as names with powers: arbitrary units; osmoles, which are no moles; and
 * amounts or masses that cancel out (mol/mol is not %).
 */
function kindsIn(code: string): string {
  const powers = new Map<string, number>()
  const amounts = new Set<string>()
  for (const { name, power } of atomsOf(code)) {
    const kind = kindOf(name)
    if (kind !== null) powers.set(kind, (powers.get(kind) ?? 0) + power)
    if (/(?:mol|eq)$/.test(name)) amounts.add(power > 0 ? 'mol' : '1/mol')
  }
  const cancelled = amounts.size === 2 ? ['mol/mol'] : []
  const named = Array.from(powers, ([kind, power]) => (power === 0 ? '' : `${kind}${power}`)).filter(
    (each) => each !== '',
  )
  return [...named, ...cancelled].sort().join(' ')
}

function kindOf(name: string): string | null {
  if (name.endsWith('osm')) return 'osm'
  if (!arbitraryAtom.test(name)) return null
  return /\[i[uU]\]$/i.test(name) ? '[iU]' : name.toLowerCase()
}
