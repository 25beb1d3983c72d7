import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FrameTrouble, frame, MllpDecoder } from './mllp.ts'

type Seen = { messages: string[]; troubles: FrameTrouble[] }

/** What a decoder makes of a stream that arrives in the given chunks and then ends. */
function decode(chunks: readonly (Buffer | string)[], limit_bytes = 1000, end = true): Seen {
  const seen: Seen = { messages: [], troubles: [] }
  const decoder = new MllpDecoder(limit_bytes, {
    onMessage: (message) => seen.messages.push(message.toString('latin1')),
    onTrouble: (trouble) => seen.troubles.push(trouble),
  })
  for (const chunk of chunks) decoder.push(Buffer.from(chunk as string, 'latin1'))
  if (end) decoder.end()
  return seen
}

/** What is independent of how the stream was cut: messages, broken frames, and how much garbage there was. */
function essence({ messages, troubles }: Seen, limit_bytes: number) {
  let garbage_bytes = 0
  const broken: string[] = []
  for (const trouble of troubles) {
    if (trouble.code === 'garbage-between-frames') garbage_bytes += trouble.bytes
    else broken.push(`${trouble.code} ${Buffer.from(trouble.head).toString('latin1').slice(0, limit_bytes)}`)
  }
  return { messages, broken, garbage_bytes }
}

function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  return sorted.slice(1).map((place, index) => stream.subarray(sorted[index], place))
}

const interesting = fc.constantFrom('\v', '\x1c', '\r', '\n', 'M', 'MSH', '\vMSH', '\x1c\r', 'BHS', 'PID|1', 'x')
const text = fc.array(interesting, { maxLength: 30 }).map((parts) => parts.join(''))
const piece = fc.oneof(
  text,
  text.map((body) => `\v${body}\x1c\r`),
  text.map((body) => `\vMSH|^~\\&|${body}\x1c\r`),
)
const stream = fc.array(piece, { maxLength: 20 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'))

test('any chunking of any stream gives the same messages and the same troubles', () => {
  fc.assert(
    fc.property(
      stream,
      fc.array(fc.nat(), { maxLength: 40 }),
      fc.integer({ min: 4, max: 80 }),
      (bytes, places, limit) => {
        const whole = essence(decode([bytes], limit), limit)
        const oneByOne = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
        expect(essence(decode(cut(bytes, places), limit), limit)).toEqual(whole)
        expect(essence(decode(oneByOne, limit), limit)).toEqual(whole)
      },
    ),
    { numRuns: 2000 },
  )
})

test('framed messages of any bytes come out as they went in', () => {
  const body = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
  const harmless = body.filter((message) => !/\x1c\r|\v(?:MSH|FHS|BHS)/.test(message))
  fc.assert(
    fc.property(fc.array(harmless, { maxLength: 10 }), fc.array(fc.nat(), { maxLength: 20 }), (messages, places) => {
      const bytes = Buffer.concat(messages.map((message) => frame(Buffer.from(message, 'latin1'))))
      expect(decode(cut(bytes, places))).toEqual({ messages, troubles: [] })
    }),
  )
})

test('a frame adds three bytes', () => {
  expect(frame(Buffer.from('MSH|'))).toEqual(Buffer.from('\vMSH|\x1c\r', 'latin1'))
})

test('FS without CR, and VT without a header segment behind it, belong to the message', () => {
  expect(decode(['\vNTE|1||one\x1ctwo\vthree\r\x1c\r']).messages).toEqual(['NTE|1||one\x1ctwo\vthree\r'])
})

test('a frame that a new one cuts short is reported with its beginning, and the new one is taken', () => {
  const { messages, troubles } = decode(['\vMSH|first', '\vMSH|second\r\x1c\r'])
  expect(messages).toEqual(['MSH|second\r'])
  expect(troubles).toEqual([{ code: 'frame-cut-short', bytes: 9, head: Buffer.from('MSH|first') }])
})

test('a frame that the end of the stream cuts short is reported with its beginning', () => {
  const { messages, troubles } = decode([`\vMSH|${'x'.repeat(9000)}`], 10_000)
  expect(messages).toEqual([])
  expect(troubles).toMatchObject([{ code: 'frame-cut-short', bytes: 9004 }])
  expect(troubles[0]).toHaveProperty('head.length', 9004)
})

test('a message whose FS was sent without its CR is taken when the next begins or the stream ends', () => {
  expect(decode(['\vMSH|1\x1c\vMSH|2\x1c'])).toEqual({ messages: ['MSH|1', 'MSH|2'], troubles: [] })
})

test('a frame that is too large is reported once with its beginning, skipped to its end, and the next is taken', () => {
  const large = `\vMSH|${'x'.repeat(5000)}\x1c\r`
  for (const size of [1, 7, 999, 1000, 1001, 6000]) {
    const bytes = Buffer.from(`${large}\vMSH|next\x1c\r`, 'latin1')
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    )
    const { messages, troubles } = decode(chunks)
    expect(messages).toEqual(['MSH|next'])
    expect(troubles).toHaveLength(1)
    expect(troubles[0]).toMatchObject({ code: 'frame-too-large', limit_bytes: 1000 })
    expect(troubles[0]).toHaveProperty('head', Buffer.from(large.slice(1, 1001)))
  }
})

test('the size of a frame that is too large is told where its end comes soon, and else that there was more', () => {
  const sizes = (bytes: number, chunk_bytes: number) => {
    const stream = Buffer.from(`\vMSH|${'x'.repeat(bytes - 4)}\x1c\r\vMSH|next\x1c\r`)
    const chunks = Array.from({ length: Math.ceil(stream.length / chunk_bytes) }, (_, n) =>
      stream.subarray(n * chunk_bytes, (n + 1) * chunk_bytes),
    )
    return decode(chunks).troubles
  }
  for (const chunk_bytes of [1, 3, 500, 1003, 9000]) {
    expect(sizes(1900, chunk_bytes)).toMatchObject([{ bytes: 1900, endless: false }])
  }
  expect(sizes(5000, 100)).toMatchObject([{ bytes: expect.toSatisfy((n) => n >= 2000 && n < 2200), endless: true }])
})

test('a message of exactly the limit is taken, one byte more is not', () => {
  for (const chunked of [false, true]) {
    const sent = (length: number) => {
      const bytes = frame(Buffer.alloc(length, 'x'))
      return decode(chunked ? Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)) : [bytes], 100)
    }
    expect(sent(100).messages).toHaveLength(1)
    expect(sent(101).messages).toHaveLength(0)
    expect(sent(101).troubles).toMatchObject([{ code: 'frame-too-large' }])
  }
})

test('a frame that is too large and never ends does not swallow the next one', () => {
  const { messages } = decode(['\vMSH|', 'x'.repeat(3000), 'x\v', 'MS', 'H|next\x1c', '\r'])
  expect(messages).toEqual(['MSH|next'])
})

test('garbage is reported when it begins and, with what followed, when it ends', () => {
  const { messages, troubles } = decode(['MSH|no frame', 'more', 'and more', '\vMSH|1\x1c\r'])
  expect(messages).toEqual(['MSH|1'])
  expect(troubles).toEqual([
    { code: 'garbage-between-frames', bytes: 12, looksLike: 'hl7-without-frame' },
    { code: 'garbage-between-frames', bytes: 12, looksLike: 'hl7-without-frame' },
  ])
})

test('garbage that is TLS or HTTP is called so', () => {
  expect(decode(['\x16\x03\x01\x02\x00'], 1000, false).troubles).toMatchObject([{ looksLike: 'tls' }])
  expect(decode(['GET / HTTP/1.1\r\n'], 1000, false).troubles).toMatchObject([{ looksLike: 'http' }])
})

test('line ends between frames and empty frames are no trouble', () => {
  expect(decode(['\r\n\v\x1c\r\n\vMSH|1\x1c\r\r\n'])).toEqual({ messages: ['MSH|1'], troubles: [] })
})

test('a message that lies in one chunk is not copied', () => {
  const chunk = Buffer.from('\vMSH|1\x1c\r', 'latin1')
  let got: Buffer | undefined
  new MllpDecoder(100, { onMessage: (message) => (got = message), onTrouble: () => {} }).push(chunk)
  expect(got?.buffer).toBe(chunk.buffer)
})

test('time grows with the bytes, not with their square, for the worst of streams', () => {
  const worst = ['\v', '\x1c', '\vMS', '\vMSH', '\x1c\vMSH', 'x']
  for (const part of worst) {
    const time_ms = [100_000, 800_000].map((bytes) => {
      const body = Buffer.from(`\v${part.repeat(Math.ceil(bytes / part.length))}\x1c\r`, 'latin1')
      const chunks = Array.from({ length: Math.ceil(body.length / 10) }, (_, n) => body.subarray(n * 10, n * 10 + 10))
      const start = process.threadCpuUsage()
      decode(chunks, 4_000_000)
      return process.threadCpuUsage(start).user / 1000
    })
    expect(time_ms[1]).toBeLessThan(8 * 5 * Math.max(time_ms[0] ?? 0, 10))
  }
})

test('a frame that ends with FS alone after a whole segment can be ended, and no other; a late CR harms nothing', () => {
  const messages: string[] = []
  const decoder = new MllpDecoder(1000, {
    onMessage: (message) => messages.push(message.toString('latin1')),
    onTrouble: (trouble) => messages.push(trouble.code),
  })
  const said = (bytes: string) => {
    decoder.push(Buffer.from(bytes, 'latin1'))
    const lacking = decoder.lacksCr
    decoder.endWithoutCr()
    return lacking
  }
  expect(['\vMSH|1\r', 'PID|1', '\r', '\x1c'].map(said)).toEqual([false, false, false, true])
  expect(messages).toEqual(['MSH|1\rPID|1\r'])
  expect(['\r', '\vMSH|2\x1c', 'OBX|\r\x1c', '\r'].map(said)).toEqual([false, false, true, false])
  expect(messages).toEqual(['MSH|1\rPID|1\r', 'MSH|2\x1cOBX|\r'])
  expect([said('\v'), said('\r\x1c'), decoder.withinFrame]).toEqual([false, false, true])
})

test('a frame that never ends is reported while it goes on, and no more of it is kept than the limit', () => {
  const endless = ['\vMSH|', ...Array.from({ length: 20 }, () => 'x'.repeat(100))]
  expect(decode(endless, 1000, false).troubles).toMatchObject([
    { code: 'frame-too-large', endless: true, head: { length: 1000 } },
  ])
})

/** A stream whose pauses are long enough for a frame to be ended without its CR. */
function decodeWithPauses(pieces: readonly string[]) {
  const seen: (string | FrameTrouble)[] = []
  const decoder = new MllpDecoder(1000, {
    onMessage: (message, early) => seen.push(`${message.toString('latin1')}${early ? ' early' : ''}`),
    onTrouble: (trouble) => seen.push(trouble),
  })
  for (const piece of pieces) {
    decoder.push(Buffer.from(piece, 'latin1'))
    decoder.endWithoutCr()
  }
  return { seen, decoder }
}

test('bytes behind a message that was ended without its CR are reported with it, however they end', () => {
  const rest = 'OBX|1||4.1\r'
  const wentOn = (head: string) => ({ code: 'frame-went-on', bytes: head.length, head: Buffer.from(head, 'latin1') })
  for (const [after, whole] of [
    [[`${rest}\x1c\r`], rest],
    [[`${rest}\x1c`], rest],
    [[`\r\n${rest}\x1c\r\r\n`], rest],
    [[rest], rest],
    [[`${rest}\vMSH|2\r\x1c\r`], rest],
    [[`${rest}\x1c\vMSH|2\r\x1c\r`], rest],
  ] as const) {
    const { seen, decoder } = decodeWithPauses(['\vMSH|1\rOBR|1\r\x1c', ...after])
    decoder.end()
    expect(seen.slice(0, 2)).toEqual(['MSH|1\rOBR|1\r early', wentOn(whole)])
    expect(seen.slice(2)).toEqual(after[0].includes('MSH|2') ? ['MSH|2\r'] : [])
    expect([decoder.wentOn, decoder.omitsCr]).toEqual([true, false])
  }
})

test('once bytes followed a frame that ended with FS alone, no other on the stream is ended without its CR', () => {
  const { seen, decoder } = decodeWithPauses(['\vMSH|1\r\x1c', 'OBX|1\r\x1c\r', '\vMSH|2\r\x1c', 'OBX|2\r\x1c\r'])
  expect(seen).toMatchObject(['MSH|1\r early', { code: 'frame-went-on' }, 'MSH|2\r\x1cOBX|2\r'])
  expect(decoder.lacksCr).toBe(false)
})

test('a message without its CR is taken at once when the next begins, so that a sender who repeats it is not kept waiting', () => {
  const messages: string[] = []
  const decoder = new MllpDecoder(1000, { onMessage: (one) => messages.push(one.toString()), onTrouble: () => {} })
  decoder.push(Buffer.from('\vMSH|1\r\x1c'))
  decoder.push(Buffer.from('\vMSH|1\r\x1c'))
  expect([messages, decoder.omitsCr, decoder.lacksCr]).toEqual([['MSH|1\r'], true, true])
})

test('a sender without CR is known by the next frame or the end of the stream behind its FS', () => {
  expect(decodeWithPauses(['\vMSH|1\r\x1c']).decoder.omitsCr).toBe(false)
  expect(decodeWithPauses(['\vMSH|1\r\x1c', '\vMSH|2']).decoder.omitsCr).toBe(true)
  expect(decodeWithPauses(['\vMSH|1\r\x1c', '\r\n\vMSH|2']).decoder.omitsCr).toBe(true)
  expect(decodeWithPauses(['\vMSH|1\r\x1c\vMSH|2\r\x1c\r']).decoder.omitsCr).toBe(true)
  const { decoder } = decodeWithPauses(['\vMSH|1\x1c'])
  decoder.end()
  expect(decoder.omitsCr).toBe(true)
  expect(decodeWithPauses(['\vMSH|1\x1cx\r\x1c\r', '\vMSH|2\r\x1c\r']).decoder.omitsCr).toBe(false)
})
