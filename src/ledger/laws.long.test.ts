import { tryLaws } from './testing/laws.ts'

tryLaws(8000)
