import { tryLaws } from './testing/laws.ts'

tryLaws(150)
