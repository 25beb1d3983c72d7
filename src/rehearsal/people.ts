// The patients of a rehearsal: plainly fictitious people, the same ones for the same seed. The one thing to know: every
// family name begins with Test, every street is Sample Street and every telephone number is of the 555-01 range that is
// kept free for fiction, so that nobody can take one for a real patient.
import type { Random } from '../engine/ports/clock.ts'

export type Person = {
  readonly mrn: string
  readonly familyName: string
  readonly givenName: string
  readonly middleName: string
  /** YYYYMMDD. */
  readonly birthDate: string
  /** HL7 table 0001: F, M. */
  readonly sex: 'F' | 'M'
  readonly street: string
  readonly city: string
  readonly phone: string
}

const families = (
  'Alder Apple Ash Aspen Bamboo Beech Birch Box Briar Cedar Cherry Chestnut Clover Cypress Elder Elm Fern Fig Fir Hazel ' +
  'Heather Hemlock Hickory Holly Hop Ivy Juniper Larch Laurel Lemon Lilac Linden Maple Mint Moss Myrtle Nettle Oak ' +
  'Olive Pear Pine Plum Poplar Quince Reed Rose Rowan Rush Sage Spruce Sumac Teasel Thorn Thyme Tulip Vine Walnut ' +
  'Willow Yarrow Yew'
).split(' ')
const women =
  'Ada Amara Bea Carla Dina Edith Farah Greta Hana Ida Ines Jade Keiko Lena Mara Nadia Olga Pia Rosa Sena Tess Una Vera Wren Zoe'
const men =
  'Abel Ben Carlos Dario Emil Finn Goran Hugo Ivan Jonas Kenji Leo Mateo Nils Omar Pablo Quinn Remy Sami Theo Umar Viktor Wim Yann Zeno'
const given = { F: women.split(' '), M: men.split(' ') } as const
const cities = ['Springfield', 'Riverside', 'Fairview', 'Millbrook', 'Oakdale']

/**
 * One fictitious adult.
 * @param index counted from 0; the record number follows from it, so two people never share one
 * @param year the present year, from which ages of 18 to 95 are counted
 */
export function makePerson(random: Random, index: number, year: number): Person {
  const sex = random.below(2) === 0 ? 'F' : 'M'
  return {
    mrn: `R${String(700_001 + index).padStart(7, '0')}`,
    familyName: `Test${pick(random, families).toLowerCase()}`,
    givenName: pick(random, given[sex]),
    middleName: String.fromCharCode(65 + random.below(26)),
    birthDate: `${year - 18 - random.below(77)}${two(1 + random.below(12))}${two(1 + random.below(28))}`,
    sex,
    street: `${1 + random.below(999)} Sample Street`,
    city: pick(random, cities),
    phone: `(555)555-01${two(random.below(100))}`,
  }
}

/** Another birth date than the one given: what a wrong record carries. */
export function otherBirthDate(birthDate: string): string {
  const year = Number(birthDate.slice(0, 4))
  return `${year - 11}${birthDate.slice(4)}`
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)]!
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
