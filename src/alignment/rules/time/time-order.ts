// Times of a report that cannot follow one another. The one thing to know: minutes of difference between clocks are no error,
// so a quarter of an hour is allowed.
import type { Rule } from '../../rule.ts'

const slack_ms = 15 * 60_000

export const timeOrder: Rule = {
  name: 'time-order',
  family: 'time',
  severity: 'normal',
  isDoubt: true,
  finds: 'A report whose specimen was received before it was collected, or resulted before either.',
  explanation:
    'One of the times is of another specimen, another day or another zone; drug levels and trends are read by it.',
  example: 'A specimen is reported at 09:40 and was collected at 10:15.',
  remedy: 'Ask the laboratory which time is wrong.',
  report({ times, subject }, tell) {
    const { collected, received, reported } = times
    if (!before(received, collected) && !before(reported, collected) && !before(reported, received)) return
    const wrong = [
      before(received, collected) ? 'OBR-14 (received) lies before OBR-7 (collected)' : '',
      before(reported, collected) ? 'OBR-22 (reported) lies before OBR-7 (collected)' : '',
      before(reported, received) ? 'OBR-22 (reported) lies before OBR-14 (received)' : '',
    ].filter((text) => text !== '')
    tell({ subject, variant: wrong[0]!, says: `${wrong.join('; ')}.` })
  },
}

function before(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one < other - slack_ms
}
