// A progress bar on a terminal, and a line now and then where there is none.

export type Progress = { show(done: number, all: number, note: string): void; end(): void }

const width = 28
const quiet_ms = 5000

/** Draws on standard error. Nothing but the bar may write there meanwhile. */
export function progressBar(write: (text: string) => void, isTerminal: boolean, now: () => number): Progress {
  let lastLine = Number.NEGATIVE_INFINITY
  let drawn = false
  return {
    show(done, all, note) {
      const share = all > 0 ? Math.min(1, done / all) : 0
      const text = `${String(Math.floor(share * 100)).padStart(3)} %  ${done}/${all} ${note}`
      if (isTerminal) {
        const full = Math.round(share * width)
        write(`\r\x1b[K${'█'.repeat(full)}${'░'.repeat(width - full)} ${text}`)
        drawn = true
      } else if (now() - lastLine >= quiet_ms) {
        write(`${text}\n`)
        lastLine = now()
      }
    },
    end() {
      if (drawn) write('\r\x1b[K')
      drawn = false
    },
  }
}
