// Answers that came before their messages, as copies on two lines may where Labloop only observes. The one thing to know: such
// an answer is owned as foreign from the start, so that nothing is lost where this process ends before its message is found.
import type { Clock } from './ports/clock.ts'
import type { Readable } from './prepare.ts'

const every_ms = 1000
const times = 5
/** More answers than this wait for nothing: the messages do not come at all. */
const most = 1000

export class EarlyAnswers {
  readonly #clock: Clock
  readonly #find: (answer: Readable) => Promise<boolean>
  #waiting = 0

  /** `find` looks for the message of an answer; false where it is not decided yet. */
  constructor(clock: Clock, find: (answer: Readable) => Promise<boolean>) {
    this.#clock = clock
    this.#find = find
  }

  /** Looks for its message again every second, a few times. */
  add(answer: Readable, left = times): void {
    if (left === 0 || this.#waiting >= most) return
    this.#waiting++
    this.#clock.at(this.#clock.now() + every_ms, () => void this.#again(answer, left - 1))
  }

  async #again(answer: Readable, left: number): Promise<void> {
    this.#waiting--
    // A store that fails for good ends the processor; the answer stays owned.
    const found = await this.#find(answer).catch(() => true)
    if (!found) this.add(answer, left)
  }
}
