// What can be wrong with HL7 v2 text, or with what is asked of it. The one thing to know: an error names a place and a
// kind of fault, and never a value, because a value may be a patient's.

/** Every error of this folder: its code, what it means, and what to do about it. */
export const hl7ErrorCodes = {
  'hl7-empty': {
    message: 'There is no message: the input is empty.',
    remedy: 'Send at least an MSH segment.',
  },
  'hl7-too-large': {
    message: 'The input is larger than the limit.',
    remedy: 'Send less in one piece, or raise maxSize_bytes for this sender.',
  },
  'hl7-too-many-segments': {
    message: 'The input has more segments than the limit.',
    remedy: 'Send fewer segments in one piece, or raise maxSegments for this sender.',
  },
  'hl7-too-many-fields': {
    message: 'A segment has more fields than the limit.',
    remedy: 'Correct the segment, or raise maxFields for this sender.',
  },
  'hl7-no-header': {
    message: 'The input does not begin with a message, batch or file header.',
    remedy: 'Begin a message with MSH, a batch with BHS, a file with FHS.',
  },
  'hl7-header-delimiters': {
    message: 'The header does not say which delimiters are used.',
    remedy:
      'Send the field separator right after the segment name and the encoding characters after it, as in MSH|^~\\&|.',
  },
  'hl7-utf-16': {
    message: 'The input is UTF-16 or UTF-32, in which one character takes several bytes and a delimiter is no byte.',
    remedy: 'Let the sender encode its messages as UTF-8 and say UNICODE UTF-8 in MSH-18.',
  },
  'hl7-character-set-refused': {
    message: 'MSH-18 names a character set in which a byte of a character can look like a delimiter.',
    remedy: 'Let the sender encode its messages as UTF-8 and say UNICODE UTF-8 in MSH-18.',
  },
  'hl7-character-set-unknown': {
    message: 'There is no such character set.',
    remedy: 'Use a name of HL7 table 0211: ASCII, UNICODE UTF-8, 8859/1 to 8859/9 or 8859/15.',
  },
  'hl7-several-messages': {
    message: 'One message was expected and there are several, or a batch.',
    remedy: 'Send one message at a time, or read the input with parse().',
  },
  'hl7-path': {
    message: 'This is not a path to a field.',
    remedy: "Write a path as in 'PID-3', 'OBX[3]-5.1', 'PID-3[2].4.2' or 'MSH-10'; all numbers count from 1.",
  },
  'hl7-segment-name': {
    message: 'This is not a segment name.',
    remedy: 'A segment name is a capital letter and two capital letters or digits, as in OBX or ZL1.',
  },
  'hl7-no-segment': {
    message: 'The message has no such segment.',
    remedy: 'Insert the segment first, or ask segmentNamed() before the change.',
  },
  'hl7-no-delimiter': {
    message:
      'The message declares no delimiter for this: it cannot hold a repetition, component or subcomponent there.',
    remedy: 'Build the message with all delimiters in MSH-2.',
  },
  'hl7-delimiters-fixed': {
    message: 'MSH-1 and MSH-2 say how the rest is written: they cannot be set on their own.',
    remedy: 'Use recode() to write the message with other delimiters or in another character set.',
  },
  'hl7-character-set-fixed': {
    message: 'MSH-18 says how the bytes are to be read: setting it alone would change what they mean.',
    remedy: 'Use recode() to write the message in another character set.',
  },
  'hl7-character': {
    message: 'A character of the value does not exist in the character set of the message.',
    remedy: 'Use recode() to write the message as UNICODE UTF-8, or map the character to one that the receiver knows.',
  },
  'hl7-bytes-invalid': {
    message: 'A value holds bytes that mean nothing in the character set of the message: it cannot be rewritten.',
    remedy: 'Correct MSH-18 at the sender, or name the right character set for it in the site.',
  },
  'hl7-date-time': {
    message: 'This is not a time that can be written.',
    remedy: 'Give milliseconds since 1970 as a whole number, and an offset between -1439 and 1439 minutes.',
  },
} as const satisfies Record<string, { message: string; remedy: string }>

export type Hl7ErrorCode = keyof typeof hl7ErrorCodes

/** The place and the particulars of an error. `offset` counts bytes from the start of the input. */
export type Hl7ErrorDetails = {
  readonly segment?: string
  readonly field?: number
  readonly offset?: number
  readonly given?: string
  readonly allowed?: string
}

/** A fault in HL7 v2 text or in a request on it: where, what was given, what is allowed, what to do. Holds no values. */
export class Hl7Error extends Error {
  readonly code: Hl7ErrorCode
  readonly segment: string | undefined
  readonly field: number | undefined
  readonly offset: number | undefined
  readonly given: string | undefined
  readonly allowed: string | undefined
  readonly remedy: string

  constructor(code: Hl7ErrorCode, details: Hl7ErrorDetails = {}) {
    super(sentence(code, details))
    this.name = 'Hl7Error'
    this.code = code
    this.segment = details.segment
    this.field = details.field
    this.offset = details.offset
    this.given = details.given
    this.allowed = details.allowed
    this.remedy = hl7ErrorCodes[code].remedy
  }
}

function sentence(code: Hl7ErrorCode, details: Hl7ErrorDetails): string {
  const { segment, field, offset, given, allowed } = details
  const place = [
    segment === undefined ? '' : field === undefined ? segment : `${segment}-${field}`,
    offset === undefined ? '' : `byte ${offset}`,
  ].filter(Boolean)
  return [
    hl7ErrorCodes[code].message,
    place.length ? ` At ${place.join(', ')}.` : '',
    given === undefined ? '' : ` Given: ${given}.`,
    allowed === undefined ? '' : ` Allowed: ${allowed}.`,
  ].join('')
}
