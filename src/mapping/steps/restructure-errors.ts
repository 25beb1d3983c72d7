// Errors of an answer between the versions: ERR-1 with a repetition an error, and from 2.5 an ERR segment an error. The
// one thing to know: the text for people (ERR-8) goes to MSA-3 on the way back, where older receivers read it.
// (HL7 v2.3 §2.24.8, v2.5.1 §2.15.5, tables 0357 and 0516)
import { type Draft, fieldBytes, type Line, newLine, writeField } from '../draft.ts'
import { codes } from '../find-lines.ts'
import { exchange } from '../parts.ts'

const err = { old: 1, location: 2, code: 3, severity: 4, text: 8 }
const msa_text = 3

/** Each repetition of ERR-1 becomes an ERR segment: location, code, severity E. */
export function errorsToNew(draft: Draft): void {
  replaceErrors(draft, (line) => {
    const old = fieldBytes(line, err.old) ?? ''
    if (old === '' || (fieldBytes(line, err.code) ?? '') !== '') return [line]
    const { repetition } = draft.delimiters
    return (repetition ? old.split(repetition) : [old]).map((text) => newError(draft, text))
  })
}

function newError(draft: Draft, text: string): Line {
  const { component, subcomponent } = draft.delimiters
  const [segment = '', sequence = '', field = '', code = ''] = component ? text.split(component) : [text]
  const location = [segment, sequence, field].join(component)
  return newLine(draft, ['ERR', '', location, exchange(code, subcomponent, component), 'E'])
}

/** All ERR segments become one ERR-1; the first text for people goes to MSA-3 where that is empty. */
export function errorsToOld(draft: Draft): void {
  const errors = draft.lines.filter((line) => line.code === codes.ERR && (fieldBytes(line, err.code) ?? '') !== '')
  const [first] = errors
  if (!first) return
  const text = errors.map((line) => fieldBytes(line, err.text) ?? '').find((bytes) => bytes !== '')
  const msa = draft.lines.find((line) => line.code === codes.MSA)
  if (msa && text !== undefined && (fieldBytes(msa, msa_text) ?? '') === '') writeField(draft, msa, msa_text, text)
  const old = newLine(draft, ['ERR', errors.map((line) => oldError(draft, line)).join(draft.delimiters.repetition)])
  replaceErrors(draft, (line) => (line === first ? [old] : errors.includes(line) ? [] : [line]))
}

function oldError(draft: Draft, line: Line): string {
  const { component, subcomponent } = draft.delimiters
  const location = fieldBytes(line, err.location) ?? ''
  const [segment = '', sequence = '', field = ''] = component ? location.split(component) : [location]
  const code = exchange(fieldBytes(line, err.code) ?? '', component, subcomponent)
  return [segment, sequence, field, code].join(component)
}

function replaceErrors(draft: Draft, rewrite: (line: Line) => Line[]): void {
  const lines = draft.lines.flatMap((line) => (line.code === codes.ERR ? rewrite(line) : [line]))
  if (lines.length !== draft.lines.length || lines.some((line, at) => line !== draft.lines[at])) draft.changed = true
  draft.lines = lines
}
