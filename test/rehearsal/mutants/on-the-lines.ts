// Engines that deliver badly: they say that they sent, send again otherwise, let messages overtake, change what they carry,
// and take any answer for the one that they wait for.
import { glance } from '../../../src/rehearsal/checkers/glance.ts'
import { accepted, bytesOf, every, type Mutant, onLines, textOf, type Wire, withoutCensus } from './mutant.ts'

const minute = 60_000
const isReport = (bytes: Uint8Array) => glance(bytes).type.startsWith('ORU')

const isFinal = (bytes: Uint8Array) => isReport(bytes) && /\rOBX(?:\|[^|\r]*){10}\|F/.test(textOf(bytes))

/** Answers itself, and sends later. */
function late(bytes: Uint8Array, wire: Wire, wait_ms: number): void {
  wire.deliver(accepted(bytes))
  wire.clock.at(wire.clock.now() + wait_ms, () => wire.send(bytes))
}

export const lineMutants: readonly Mutant[] = [
  {
    name: 'believes that it sent',
    caughtBy: 'nothing-lost',
    make() {
      const believes = every(6)
      return onLines({ out: (bytes, wire) => (believes() ? wire.deliver(accepted(bytes)) : wire.send(bytes)) })
    },
  },
  {
    name: 'lets a correction overtake its final',
    caughtBy: 'order-kept',
    make: () =>
      onLines({ out: (bytes, wire) => (isFinal(bytes) ? late(bytes, wire, 100 * minute) : wire.send(bytes)) }),
  },
  {
    name: 'files an old final over its correction',
    caughtBy: 'newest-shown',
    make() {
      let open: Wire
      return onLines({
        out(bytes, wire) {
          open = wire
          wire.send(bytes)
          // Once more when a correction has long come, and a little different: nobody takes it for a repeat.
          const again = bytesOf(textOf(bytes).replace(/\r$/, '\rNTE|9|L|Again.\r'))
          if (isFinal(bytes)) wire.clock.at(wire.clock.now() + 100 * minute, () => open.send(again))
        },
      })
    },
  },
  {
    name: 'tells nobody that the lab cancelled',
    caughtBy: 'cancels-heard',
    make: () => (options) => {
      const swallow = onLines({
        out: (bytes, wire) =>
          /\rORC\|(OC|CR)\|/.test(textOf(bytes)) ? wire.deliver(accepted(bytes)) : wire.send(bytes),
      })
      return withoutCensus(swallow(options))
    },
  },
  {
    name: 'makes a resend anew',
    caughtBy: 'one-effect',
    make() {
      const sent = new Set<string>()
      return onLines({
        out(bytes, wire) {
          const { controlId } = glance(bytes)
          const again = sent.has(controlId)
          sent.add(controlId)
          wire.send(again ? bytesOf(textOf(bytes).replace(/\r$/, '\rNTE|9|L|Sent again.\r')) : bytes)
        },
      })
    },
  },
  {
    name: 'sends twice, under a control id of its own',
    caughtBy: 'nothing-invented',
    make() {
      const twice = every(4)
      return onLines({
        out(bytes, wire) {
          wire.send(bytes)
          const { controlId } = glance(bytes)
          if (isReport(bytes) && twice())
            wire.send(bytesOf(textOf(bytes).replace(`|${controlId}|`, `|Z${controlId.slice(1)}|`)))
        },
        in: (bytes, wire) => {
          if (!glance(bytes).answers.startsWith('Z')) wire.deliver(bytes)
        },
      })
    },
  },
  {
    name: 'changes a value',
    caughtBy: 'nothing-invented',
    make() {
      const changes = every(4)
      return onLines({
        out: (bytes, wire) =>
          wire.send(
            isReport(bytes) && changes()
              ? bytesOf(textOf(bytes).replace(/(\rOBX\|1\|NM\|[^|]*\|[^|]*\|)[^|]*/, '$1777'))
              : bytes,
          ),
      })
    },
  },
  {
    name: 'files a report with another patient’s order',
    caughtBy: 'right-patient',
    make() {
      let before: { readonly patient: string; readonly orders: readonly string[] } | null = null
      return onLines({
        out(bytes, wire) {
          if (!isReport(bytes)) return wire.send(bytes)
          const text = textOf(bytes)
          const own = identityIn(text)
          const other = before
          before = own
          wire.send(other && other.patient !== own.patient ? bytesOf(withIdentity(text, other)) : bytes)
        },
      })
    },
  },
  {
    name: 'credits any answer',
    caughtBy: 'answers-credited',
    make() {
      let last = ''
      return onLines({
        out(bytes, wire) {
          last = glance(bytes).controlId
          wire.send(bytes)
        },
        in: (bytes, wire) => {
          const { answers } = glance(bytes)
          wire.deliver(answers === '' ? bytes : bytesOf(textOf(bytes).replace(`|${answers}`, `|${last}`)))
        },
      })
    },
  },
  {
    name: 'takes a refusal for an acceptance',
    caughtBy: 'answers-credited',
    make: () =>
      onLines({
        in: (bytes, wire) => wire.deliver(bytesOf(textOf(bytes).replace(/\rMSA\|(AE|AR|CE|CR)\|/, '\rMSA|AA|'))),
      }),
  },
  {
    name: 'never comes back after a line was cut',
    caughtBy: 'queues-drain',
    make() {
      let opened = 0
      return (options) => {
        const network = { ...options.network, connect: stubborn }
        function stubborn(...[endpoint, handlers]: Parameters<typeof options.network.connect>) {
          const mine = ++opened
          let closed = false
          return options.network.connect(endpoint, {
            ...handlers,
            onOpen: (connection) => {
              if (!closed) handlers.onOpen?.(connection)
            },
            onClose: (connection) => {
              closed = mine > 0
              handlers.onClose?.(connection)
            },
          })
        }
        return { ...options, network }
      }
    },
  },
  {
    name: 'keeps critical results to itself for an hour',
    caughtBy: 'critical-heard',
    make: () =>
      onLines({
        out: (bytes, wire) =>
          /\rOBX(?:\|[^|\r]*){7}\|[^|\r]*!/.test(textOf(bytes)) ? late(bytes, wire, 60 * minute) : wire.send(bytes),
      }),
  },
]

/** PID and the numbers of the first order of a report. */
function identityIn(text: string): { patient: string; orders: readonly string[] } {
  const patient = /\rPID[^\r]*/.exec(text)?.[0] ?? ''
  const orders = [...text.matchAll(/\r(?:ORC\|[^|]*|OBR\|[^|]*)\|([^|]*)\|([^|]*)/g)].map(
    ([, placer = '', filler = '']) => `${placer}|${filler}`,
  )
  return { patient, orders }
}

function withIdentity(text: string, { patient, orders: [numbers = '|'] }: ReturnType<typeof identityIn>): string {
  return text.replace(/\rPID[^\r]*/, patient).replace(/(\r(?:ORC\|[^|]*|OBR\|[^|]*)\|)[^|]*\|[^|]*/g, `$1${numbers}`)
}
