// The HL7 v2 codec: bytes to messages and back, reading, changing, answering and explaining them. The one thing to know:
// bytes are the truth; a message is a view of them, is never changed, and gives them back as they came.
export {
  type AcknowledgedError,
  type Acknowledgment,
  type AcknowledgmentCode,
  acknowledge,
  type RecordVerdict,
} from './acknowledge.ts'
export { fieldApart, partsOf, together } from './apart.ts'
export {
  type Batch,
  batches,
  messages,
  type Parsed,
  type Problem,
  type ProblemCode,
  parse,
  replaceMessages,
  write,
} from './batch.ts'
export {
  type BuildOptions,
  build,
  type ComponentInput,
  type FieldInput,
  type SegmentInput,
  segmentFor,
} from './build.ts'
export { characterSetName, characterSetNames, refusedCharset as refusedCharacterSet } from './charset.ts'
export { type DateTime, formatDateTime, type Precision, parseDateTime } from './date-time.ts'
export { type Delimiters, defaultDelimiters } from './delimiters.ts'
export { type DescribedValue, describe } from './describe.ts'
export type { Note, NoteCode } from './diagnose.ts'
export {
  type ComponentDefinition,
  codeMeaning,
  type DataTypeDefinition,
  dataTypeDefinition,
  type FieldDefinition,
  fieldDefinition,
  type SegmentDefinition,
  segmentDefinition,
  segmentNames,
  type TableDefinition,
  tableDefinition,
  tableIds,
  type Usage,
} from './dictionary/index.ts'
export { type Edit, remove, set, setMany, setRaw } from './edit.ts'
export { Hl7Error, type Hl7ErrorCode, hl7ErrorCodes } from './errors.ts'
export { type EscapePiece, escapePieces, escapeText as escape, unescapeText as unescape } from './escape.ts'
export { get, getRaw } from './get.ts'
export { type Group, groups, groupsNamed, segmentIn, segmentsIn, structureName } from './groups.ts'
export { type Header, headerOf, peek } from './header.ts'
export {
  countLines,
  decodeBytes,
  encodeBytes,
  type FieldEdit,
  fieldBytes,
  lineBytes,
  lineCode,
  lineEndBytes,
  lineSegment,
  lineWithin,
  segmentCode,
  segmentFromBytes,
  withFields,
  withLines,
  withSegments,
} from './lines.ts'
export { type Message, segmentNamed, segmentsNamed } from './message.ts'
export { ObxLine, type ShapePieces } from './obx-line.ts'
export { type ParseOptions, type Part, parseMessage } from './parse.ts'
export { type Path, path } from './path.ts'
export { recode } from './recode.ts'
export {
  countFields,
  countRepetitions,
  hasUsualDelimiters,
  hl7Null,
  isNull,
  nameCode,
  raw,
  rawBytes,
  repetitions,
  type Segment,
  usualField,
  value,
} from './segment.ts'
export { dropSegments, insertSegments, replaceSegment } from './segments.ts'
export { apart } from './source.ts'
