// What is wrong around the messages of a batch or file (HL7 v2.5.1 §2.10.3, BHS, BTS, FHS, FTS). The one thing to know:
// a trailer's count is checked only where it has one.
import type { Problem, ProblemCode } from './batch.ts'
import type { Part } from './parse.ts'
import { type Segment, value } from './segment.ts'

const texts: Readonly<Record<ProblemCode, { readonly message: string; readonly hint: string }>> = {
  'batch-count': {
    message: 'BTS-1 says another number of messages than the batch holds.',
    hint: 'Messages may be missing: ask the sender for the batch again before it is called complete.',
  },
  'batch-count-unreadable': {
    message: 'BTS-1 is not a number.',
    hint: 'The batch cannot be checked for missing messages: let the sender write the number of messages in BTS-1.',
  },
  'batch-header-missing': {
    message: 'A batch ends that did not begin.',
    hint: 'Let the sender write BHS before the batch.',
  },
  'batch-trailer-missing': {
    message: 'A batch has no BTS: its end may be missing.',
    hint: 'Ask the sender whether the batch is complete; let it write BTS after the batch.',
  },
  'file-count': {
    message: 'FTS-1 says another number of batches than the file holds.',
    hint: 'Batches may be missing: ask the sender for the file again before it is called complete.',
  },
  'file-count-unreadable': {
    message: 'FTS-1 is not a number.',
    hint: 'The file cannot be checked for missing batches: let the sender write the number of batches in FTS-1.',
  },
  'file-header-missing': {
    message: 'A file ends that did not begin.',
    hint: 'Let the sender write FHS first in the file.',
  },
  'file-trailer-missing': {
    message: 'A file has no FTS: its end may be missing.',
    hint: 'Ask the sender whether the file is complete; let it write FTS last in the file.',
  },
  'line-outside-message': {
    message: 'A line stands outside any message.',
    hint: 'It is kept and belongs to nothing: look whether an MSH is missing before it.',
  },
  'no-messages': { message: 'There is no message in it.', hint: 'Ask the sender whether an empty batch is meant.' },
}

/** Where the check stands while it goes through the parts. */
type State = {
  readonly problems: Problem[]
  file: Segment | undefined
  batch: Segment | undefined
  batchMessages: number
  fileBatches: number
  fileMessages: number
  looseMessages: number
}

/** All problems of headers, trailers and counts, in order of place. */
export function surroundingProblems(parts: readonly Part[]): readonly Problem[] {
  if (parts.length === 1 && 'message' in parts[0]!) return []
  const state: State = {
    problems: [],
    file: undefined,
    batch: undefined,
    batchMessages: 0,
    fileBatches: 0,
    fileMessages: 0,
    looseMessages: 0,
  }
  for (const part of parts) {
    if ('message' in part) takeMessage(state)
    else takeSegment(state, part.segment)
  }
  endBatch(state)
  endFile(state)
  if (!parts.some((part) => 'message' in part)) report(state, 'no-messages', (parts[0] as { segment: Segment }).segment)
  return state.problems
}

function report(state: State, code: ProblemCode, segment: Segment): void {
  state.problems.push({ code, segment: segment.name, offset: segment.start, ...texts[code] })
}

function takeMessage(state: State): void {
  state.fileMessages++
  if (state.batch) state.batchMessages++
  else state.looseMessages++
}

function takeSegment(state: State, segment: Segment): void {
  switch (segment.name) {
    case 'FHS':
      endBatch(state)
      endFile(state)
      Object.assign(state, { file: segment, fileBatches: 0, fileMessages: 0, looseMessages: 0 })
      break
    case 'BHS':
      endBatch(state)
      Object.assign(state, { batch: segment, batchMessages: 0 })
      break
    case 'BTS':
      takeBatchTrailer(state, segment)
      break
    case 'FTS':
      takeFileTrailer(state, segment)
      break
    default:
      report(state, 'line-outside-message', segment)
  }
}

function takeBatchTrailer(state: State, segment: Segment): void {
  if (!state.batch) report(state, 'batch-header-missing', segment)
  const held = state.batch ? state.batchMessages : state.looseMessages
  checkCount(state, segment, [held], 'batch-count', 'batch-count-unreadable')
  state.fileBatches++
  state.batch = undefined
  state.looseMessages = 0
}

function takeFileTrailer(state: State, segment: Segment): void {
  endBatch(state)
  if (!state.file) report(state, 'file-header-missing', segment)
  // Without any batch some senders count the messages, and some call the whole one batch.
  const held = state.fileBatches > 0 ? [state.fileBatches] : [0, 1, state.fileMessages]
  checkCount(state, segment, held, 'file-count', 'file-count-unreadable')
  state.file = undefined
}

function checkCount(
  state: State,
  segment: Segment,
  held: readonly number[],
  wrong: ProblemCode,
  unreadable: ProblemCode,
): void {
  const text = (value(segment, 1) ?? '').trim()
  if (text === '') return
  if (!/^\d{1,9}$/.test(text)) report(state, unreadable, segment)
  else if (!held.includes(Number(text))) report(state, wrong, segment)
}

/** A batch that another header or the end of the input cuts off. */
function endBatch(state: State): void {
  if (state.batch) {
    report(state, 'batch-trailer-missing', state.batch)
    state.fileBatches++
  }
  state.batch = undefined
}

function endFile(state: State): void {
  if (state.file) report(state, 'file-trailer-missing', state.file)
  state.file = undefined
}
