import { expect, test } from 'vitest'
import { everyScenario, rehearsed } from './catalog.ts'

test.each(everyScenario.map(({ family, name, title }) => ({ family, name, title })))(
  'family $family, $name: $title',
  async ({ name }) => {
    expect(await rehearsed(name)).toEqual([])
  },
  120_000,
)
