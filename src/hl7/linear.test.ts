// Time grows with the size of the input, and with nothing worse, whatever the input is.
import { expect, test, vi } from 'vitest'
import { defaultDelimiters } from './delimiters.ts'
import {
  countRepetitions,
  describe,
  get,
  groups,
  messages,
  parse,
  parseMessage,
  repetitions,
  segmentNamed,
  set,
  unescape as unescaped,
  value,
  write,
} from './index.ts'
import { msh } from './testing/samples.ts'

// A ratio is measured up to five times.
vi.setConfig({ testTimeout: 120_000 })

/** So long is measured at least, in milliseconds: on some machines the clock of a thread ticks a hundred times a second. */
const span_ms = 100

/**
 * What one run takes of the processor, in milliseconds: what the machine does besides does not count. Over as many runs as
 * fill the span, so that collecting garbage counts for small inputs as for large ones.
 */
function time(run: () => void): number {
  const start = process.threadCpuUsage()
  for (let runs = 0, more = 1; ; more *= 2) {
    for (let nth = 0; nth < more; nth++) run()
    runs += more
    const { user, system } = process.threadCpuUsage(start)
    if (user + system >= span_ms * 1000) return (user + system) / 1000 / runs
  }
}

/**
 * Sixteen times the input may take no more than sixty times the time; a square would take 256 times. What else the machine
 * does, in its caches too, makes a measurement look worse and seldom better, so the best of up to five counts.
 */
function expectLinear(make: (size: number) => () => void, size: number): void {
  make(size)()
  const ratios: number[] = []
  while (ratios.length < 5 && !ratios.some((ratio) => ratio < 60)) {
    const small = time(make(size))
    ratios.push(time(make(16 * size)) / small)
  }
  expect(Math.min(...ratios), `ratios ${ratios.map(Math.round).join(', ')}`).toBeLessThan(60)
}

test('what grows with the square is found', () => {
  const square = (size: number) => () => {
    let sum = 0
    for (let one = 0; one < size; one++) for (let other = 0; other < size; other++) sum ^= one * other
    expect(sum).toBeTypeOf('number')
  }
  expect(() => expectLinear(square, 300)).toThrow(/ratios/)
})

const readAll = (input: string) => () => {
  const parsed = parse(input)
  for (const message of messages(parsed)) {
    get(message, 'ZZZ-1')
    get(message, 'OBX-5')
    get(message, 'OBX-5.2')
    expect(message.notes).toBeDefined()
  }
  write({ ...parsed, bytes: undefined })
}

test.each<[string, number, (size: number) => string]>([
  ['segments', 1_000, (size) => `${msh}\r${'OBX|1|ST|x||y\r'.repeat(size)}`],
  ['segments without a field', 1_000, (size) => `${msh}\r${'ZZ1\r'.repeat(size)}`],
  ['torn lines', 1_000, (size) => `${msh}\r${'x\r'.repeat(size)}`],
  ['blank lines', 40_000, (size) => `${msh}\r${'\r\n'.repeat(size)}PID|1\r`],
  ['blank lines before the header', 40_000, (size) => `${'\r\n'.repeat(size)}${msh}\r`],
  ['fields', 500, (size) => `${msh}\rOBX${'|x'.repeat(size)}\r`],
  ['repetitions', 40_000, (size) => `${msh}\rOBX|1|ST|x||${'a~'.repeat(size)}\r`],
  ['components', 40_000, (size) => `${msh}\rOBX|1|ST|x||${'a^'.repeat(size)}\r`],
  ['escapes', 20_000, (size) => `${msh}\rOBX|1|ST|x||${'\\T\\'.repeat(size)}\r`],
  ['hexadecimal escapes', 16_000, (size) => `${msh}\rOBX|1|ST|x||${'\\X41\\'.repeat(size)}\r`],
  ['escape characters', 40_000, (size) => `${msh}\rOBX|1|ST|x||${'\\'.repeat(size)}\r`],
  ['unknown escapes', 40_000, (size) => `${msh}\rOBX|1|ST|x||${'\\Q'.repeat(size)}\r`],
  ['characters above ASCII', 40_000, (size) => `${msh}\rOBX|1|ST|x||${'é'.repeat(size)}\r`],
  ['a document', 50_000, (size) => `${msh}\rOBX|1|ED|x||^a^b^Base64^${'QUJD'.repeat(size)}\r`],
  ['messages', 300, (size) => `${msh}\rOBX|1|ST|x||y\r`.repeat(size)],
  ['messages with line feeds', 300, (size) => `${msh}\nOBX|1|ST|x||y\n`.repeat(size)],
  ['things that look like headers', 500, (size) => `${msh}\r${'MSH: x\rBHS x\r'.repeat(size)}`],
  ['things that look glued', 300, (size) => `${msh}\rNTE|1|L|${'PID|1 PID|'.repeat(size)}\r`],
  ['digits of what looks glued', 3_000, (size) => `${msh}\rNTE|1|L|x PID|1|x|${'1'.repeat(size)}\r`],
])('many %s take time in proportion', (_name, size, make) => {
  expectLinear((count) => readAll(make(count)), size)
})

test('reading every field of a long segment, forwards and backwards, takes time in proportion', () => {
  expectLinear((size) => {
    const message = parseMessage(`${msh}\rOBX${'|abcdefghij'.repeat(size)}\r`)
    const segment = segmentNamed(message, 'OBX')!
    return () => {
      for (let field = size; field > 0; field--) value(segment, field)
      for (let field = 1; field <= size; field++) get(message, `OBX-${field}`)
    }
  }, 500)
})

test('reading every segment of a long message by path takes time in proportion', () => {
  expectLinear((size) => {
    const input = `${msh}\r${'OBX|1|ST|x||y\r'.repeat(size)}`
    return () => {
      const message = parseMessage(input)
      for (let nth = size; nth > 0; nth--) get(message, `OBX[${nth}]-5`)
      groups(message)
    }
  }, 300)
})

test.each([
  ['repetitions', 'OBX|1|ST|x||', 'a~'],
  ['components', 'PID|1||', 'a^'],
  ['subcomponents', 'PID|1||', 'a&'],
  ['empty repetitions', 'PID|1||', '~'],
  ['parts of parts', 'PID|1||', 'a&b^c~'],
])('a message of many %s is shown in words in time in proportion', (_name, start, part) => {
  expectLinear((size) => {
    const message = parseMessage(`${msh}\r${start}${part.repeat(size)}\r`)
    return () => expect(describe(message).length).toBeGreaterThan(0)
  }, 1_000)
})

test('repetitions are cut up in one pass', () => {
  expectLinear((size) => {
    const segment = segmentNamed(parseMessage(`${msh}\rOBX|1|ST|x||${'a~'.repeat(size)}\r`), 'OBX')!
    return () => expect(repetitions(segment, 5)).toHaveLength(countRepetitions(segment, 5))
  }, 2_000)
})

test('unescaping and setting long texts takes time in proportion', () => {
  expectLinear((size) => {
    const text = 'a\\b|\n'.repeat(size)
    return () => {
      const message = set(parseMessage(`${msh}\rNTE|1\r`), 'NTE-3', text)
      expect(get(message, 'NTE-3')).toHaveLength(text.length)
      unescaped('\\.br'.repeat(size), defaultDelimiters)
    }
  }, 1_000)
})
