import { expect, test } from 'vitest'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { runScenario } from '../../src/rehearsal/scenario/run.ts'
import { everyScenario, preparedAt } from './catalog.ts'
import { functions } from './riverside.ts'
import { lies, listened } from './telling.ts'

test.each(everyScenario.map(({ name }) => name))('the stories of the scenario %s are true', async (name) => {
  const { store, heard } = listened()
  const scenario = everyScenario.find((one) => one.name === name)!
  await runScenario(preparedAt(scenario), { functions, store, turn, zone: zoneRules }, [])
  expect(lies(heard)).toEqual([])
})
