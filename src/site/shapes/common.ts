// Shapes that every file of a site uses: names, durations, sizes, durations of the wall clock. The one thing to know:
// the schema is the only place where a shape is written down; types, defaults, editor schemas and the reference come from it.
import { z } from 'zod'

/** A name that people read in links and file names: `lis-results`. */
export const Id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, beginning with a letter, at most 40')

const unit_ms = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `30s`, `15m`, `4h`, `2d`; becomes milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a number with ms, s, m, h or d: 30s, 15m, 4h, 2d')
  .transform((text) => {
    const [, amount = '0', unit = 's'] = /^([\d.]+)(\D+)$/.exec(text) ?? []
    return Math.round(Number(amount) * unit_ms[unit as keyof typeof unit_ms])
  })

/** `64KB`, `32MB`; becomes bytes. */
export const Size = z
  .string()
  .regex(/^\d+(KB|MB)$/, 'a number with KB or MB: 64KB, 32MB')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('KB') ? 1024 : 1024 * 1024))

/** How far one side has taken a word of the other, weakest first (ADR on acknowledgement levels). */
export const levels = ['sent', 'received', 'accepted', 'filed'] as const
export type Level = (typeof levels)[number]

/** How a system is named in a header: MSH-3 and MSH-4 when it sends, MSH-5 and MSH-6 when it receives. */
export const Header = z.strictObject({
  application: z.string().describe('MSH-3 or MSH-5, its first component'),
  facility: z.string().describe('MSH-4 or MSH-6, its first component'),
})
