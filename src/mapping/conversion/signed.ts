// A signed conversion of a row, ready to be carried out in one direction. The one thing to know: whatever it needs is worked
// out once, and one that cannot be worked out still counts as signed, so that its values are held and never pass as they are.
import { wayOf } from '../../site/conversion.ts'
import { signedConversion, type Translation } from '../../site/map-rows.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Factor, readUnit, type Unit } from '../../terminology/units.ts'

export type SignedConversion = {
  readonly table: string
  /** Line of the map's file. */
  readonly line: number
  /** Codes of the component at its sender and at its receiver. */
  readonly from: string
  readonly to: string
  /** The unit for which it was signed. */
  readonly unitFrom: Unit
  readonly unitTo: Unit
  /** Null where no factor leads from the one unit to the other. */
  readonly way: Factor | null
  /** Decimals of the converted values; undefined: as many as keep what was reported. */
  readonly decimals: number | undefined
  /** The role that signed, and the day, 2026-08-31. */
  readonly signedBy: string
  readonly signedOn: string
}

/** The signed conversion of a translation of components; undefined where its row has none. */
export function signedOf(
  site: Pick<Site, 'catalogs'>,
  table: string,
  translation: Translation,
): SignedConversion | undefined {
  const conversion = signedConversion(translation)
  if (!conversion) return undefined
  const { from, to, row, backwards } = translation
  const [sender, receiver] = backwards ? [row.toSystem, row.fromSystem] : [row.fromSystem, row.toSystem]
  const loincName = cell(site, sender, from, 'loinc_name') || cell(site, receiver, to, 'loinc_name')
  const way = wayOf(conversion, loincName)
  return {
    ...{ table, line: row.line, from, to },
    unitFrom: readUnit(conversion.unitFrom),
    unitTo: readUnit(conversion.unitTo),
    way: 'refused' in way ? null : way,
    decimals: decimalsOf(conversion.inverse ? undefined : conversion.decimals, cell(site, receiver, to, 'precision')),
    ...{ signedBy: conversion.signedBy, signedOn: conversion.signedOn },
  }
}

/** Those of the row, else the precision of the receiver's catalog. */
function decimalsOf(stated: number | undefined, precision: string): number | undefined {
  return stated ?? (/^\d$/.test(precision) ? Number(precision) : undefined)
}

function cell({ catalogs }: Pick<Site, 'catalogs'>, system: string, code: string, column: string): string {
  const rows = catalogs.find(({ id }) => id === `${system}-components`)?.rows
  return rows?.find((row) => row.code === code)?.[column] ?? ''
}
