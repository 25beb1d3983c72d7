// A message that a receiver should take, made by rehearsing the site: a patient is registered, a test is ordered, the lab
// reports it, and what Labloop then sent to the receiver is the message. The one thing to know: it is what the flows of the
// site make, with their maps and dialects; a real receiver knows its patient and order only if somebody entered them.
import type { Clock } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'
import type { VirtualNetwork } from '../../engine/simulation/network.ts'
import { virtualNetwork } from '../../engine/simulation/network.ts'
import { LabloopError } from '../../errors.ts'
import { get, type Message, parseMessage } from '../../hl7/index.ts'
import type { System } from '../../site/shapes/system.ts'
import { menuOf } from '../order-picker.ts'
import { makePerson } from '../people.ts'
import type { EhrHabits, TimedAct } from '../play/act.ts'
import { openWorld, type World, type WorldOptions } from '../world/world.ts'

export type LieWorldOptions = Pick<WorldOptions, 'site' | 'functions' | 'store' | 'turn' | 'zone' | 'start'> & {
  readonly receiver: System
  /** How the virtual EHR takes what it is sent, where it should not be a careful one. */
  readonly habits?: Partial<EhrHabits>
}

export type LieWorld = {
  readonly message: Message
  readonly world: World
  readonly clock: Clock
  readonly network: VirtualNetwork
  /** Where the virtual receiver listens. */
  readonly port: number
}

const minute_ms = 60_000
const acts: readonly TimedAct[] = [
  { at_ms: 0, who: 'lab', act: { do: 'receive', order: 'order' } },
  { at_ms: 10 * minute_ms, who: 'lab', act: { do: 'report', parts: [{ order: 'order', stage: 'final' }] } },
]

/**
 * Rehearses until the receiver has taken the message, and gives the world as it is then: patient and order are known there.
 * @throws LabloopError site-nothing where the site has nothing that can be ordered, or sends the receiver no such message
 */
export async function openLieWorld(options: LieWorldOptions): Promise<LieWorld> {
  const { receiver, start, habits } = options
  const isEhr = receiver.role === 'ehr'
  let made: { readonly clock: Clock; readonly network: VirtualNetwork } | null = null
  const person = makePerson(seededRandom('lie test'), 0, new Date(start).getUTCFullYear())
  const world = await openWorld({
    ...{ ...options, seed: 'lie test', patients: { patient: person } },
    network: (clock) => {
      made = { clock, network: virtualNetwork(clock) }
      return made.network
    },
  })
  world.perform({ who: 'ehr', act: { do: 'register', patient: 'patient' } })
  world.perform({
    who: 'ehr',
    act: { do: 'order', patient: 'patient', asks: [{ order: 'order', test: testOf(options) }] },
  })
  await world.run(world.now() + minute_ms)
  for (const { at_ms, ...act } of acts) {
    await world.run(world.now() + at_ms)
    world.perform(act)
  }
  await world.run(world.now() + 5 * minute_ms)
  const message = await delivered(world, isEhr)
  if (!made || !message)
    throw new LabloopError('site-nothing', {
      given: `no flow that delivers ${isEhr ? 'results' : 'orders'} to ${receiver.id}`,
    })
  if (isEhr && habits) world.perform({ who: 'ehr', act: { do: 'habits', habits } })
  return {
    message,
    world,
    ...(made as Omit<LieWorld, 'message' | 'world' | 'port'>),
    port: (isEhr ? world.ehr : world.lab).ports[0]!,
  }
}

/** A test of numbers, which everybody can take; else whatever can be ordered. */
function testOf({ site }: LieWorldOptions): string {
  const id = (role: System['role']) => site.systems.find((system) => system.role === role)?.id ?? ''
  const { orderables, measured } = menuOf(site, id('ehr'), id('lis'))
  const found = orderables.find(({ code, questions }) => measured.has(code) && questions.length === 0) ?? orderables[0]
  if (!found) throw new LabloopError('site-nothing', { given: 'no test that both systems have' })
  return found.code
}

/** The last result that went to the EHR, or the first order that went to the lab. */
async function delivered(world: World, isEhr: boolean): Promise<Message | undefined> {
  const { frames } = await world.evidence()
  const line = isEhr ? 'labloop-to-ehr' : 'labloop-to-lab'
  const types = isEhr ? ['ORU', 'OUL'] : ['ORM', 'OML']
  return frames
    .filter((frame) => frame.line === line && frame.kind === 'message' && frame.end === 'sent')
    .map(({ bytes }) => parseMessage(bytes))
    .findLast((message) => types.includes(get(message, 'MSH-9.1') ?? ''))
}
