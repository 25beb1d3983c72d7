// What can go wrong with a census over HTTP. The one thing to know: an error names the system and the place in its answer,
// never a value of it.

export const censusErrors = {
  'census-unreachable': {
    message: 'A system does not answer with its census.',
    remedy:
      'Look whether the system runs and whether census.url in its file is right. Results count as unproven until then.',
  },
  'census-unreadable': {
    message: 'A system answers with something that is no census.',
    remedy: 'Let it answer with cursor, takenAt, orders and results as the reference of the site says.',
  },
} as const

export class CensusError extends Error {
  readonly code: keyof typeof censusErrors
  readonly place: string
  readonly remedy: string

  constructor(code: keyof typeof censusErrors, system: string, why: string, cause?: unknown) {
    super(`${censusErrors[code].message} At ${system}: ${why}.`, cause === undefined ? undefined : { cause })
    this.name = 'CensusError'
    this.code = code
    this.place = system
    this.remedy = censusErrors[code].remedy
  }
}
