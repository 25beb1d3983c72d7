// Answers that are kept: the same spelling comes with every message. The one thing to know: the memory is bounded, and when
// it is full it begins anew, so a sender of ever new spellings costs time but no memory.

const most = 5_000

/** A pure function of a text whose answers are remembered; the same text gives the same object. */
export function remembered<Answer>(read: (text: string) => Answer): (text: string) => Answer {
  let answers = new Map<string, Answer>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    if (answers.size >= most) answers = new Map()
    const answer = read(text)
    answers.set(text, answer)
    return answer
  }
}
