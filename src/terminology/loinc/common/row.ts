// One row of the built-in table, as its files have them.

/** Code, long common name, usual unit in UCUM or nothing, and 1 for every day, 2 for often, 3 for now and then. */
export type CommonRow = readonly [code: string, name: string, unit: string, seldom: 1 | 2 | 3]
