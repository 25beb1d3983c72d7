// Numbers for the few names that stand in millions of rows: systems, destinations, flows, kinds of facts, verdicts. The one
// thing to know: a name gets its number before the transaction that uses it, and keeps it for ever.
import { LabloopError } from '../../errors.ts'
import type { Session } from './session.ts'
import { addNames } from './statements/add-names.ts'
import { listNames } from './statements/list-names.ts'

export class Names {
  readonly #session: Session
  readonly #ids = new Map<string, number>()
  readonly #names = new Map<number, string>()

  constructor(session: Session) {
    this.#session = session
  }

  /** Makes sure that all have a number. Costs nothing where they have. */
  async know(names: Iterable<string>): Promise<void> {
    const unknown = new Set<string>()
    for (const name of names) if (!this.#ids.has(name)) unknown.add(name)
    if (unknown.size === 0) return
    await this.#read()
    const missing = [...unknown].filter((name) => !this.#ids.has(name))
    if (missing.length > 0) await this.#read(addNames(missing))
  }

  /** The number of a name that is known. */
  id(name: string): number {
    const id = this.#ids.get(name)
    if (id === undefined) throw new LabloopError('internal', { place: 'a name without its number' })
    return id
  }

  /** The number of a name, or null where nothing was ever stored under it. */
  async find(name: string): Promise<number | null> {
    if (!this.#ids.has(name)) await this.#read()
    return this.#ids.get(name) ?? null
  }

  /** The names of these numbers are known afterwards. */
  async learn(ids: Iterable<number>): Promise<void> {
    for (const id of ids) {
      if (this.#names.has(id)) continue
      await this.#read()
      return
    }
  }

  name(id: number): string {
    return this.#names.get(id) ?? ''
  }

  async #read(...before: Parameters<Session['run']>[0]): Promise<void> {
    const results = await this.#session.run([...before, listNames])
    for (const [id, name] of results.at(-1)!) {
      this.#ids.set(name!, Number(id))
      this.#names.set(Number(id), name!)
    }
  }
}
