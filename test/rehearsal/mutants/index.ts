// Every broken engine there is.
import { doorMutants } from './at-the-door.ts'
import { bookMutants } from './in-the-books.ts'
import type { Mutant } from './mutant.ts'
import { lineMutants } from './on-the-lines.ts'

export const mutants: readonly Mutant[] = [...doorMutants, ...lineMutants, ...bookMutants]
