// What is done with each field of HL7 v2 on its way out: by its data type, and by a table of exceptions. The one thing to
// know: what stands in neither is removed; a new field is never kept because nobody thought of it.
// Sources: HL7 v2.5.1 chapter 2.A (data types); 45 CFR 164.514(b)(2)(i) (the eighteen identifiers).
import { dataTypeDefinition, fieldDefinition } from '../../hl7/index.ts'

/** What happens to one value. */
export type Treatment =
  /** Codes, flags, statuses, units, names of systems and authorities: stay. */
  | 'code'
  /** A code of a table (ID, IS): as a code, but no long number. */
  | 'token'
  /** The words beside a code: stay where there is a code, and where they are no free text. */
  | 'caption'
  | 'numeric'
  /** A result or a range: stays where it is a number, or made of the words of results. */
  | 'value'
  | 'number'
  | 'check-digit'
  | 'name'
  /** Jr, Dr, MD: stays where it is a known one. */
  | 'title'
  | 'organization'
  | 'street'
  | 'city'
  | 'zip'
  | 'phone'
  | 'email'
  | 'date'
  | 'birth-date'
  | 'time'
  /** Free text: something stands in its place. */
  | 'text'
  /** An embedded document or a pointer to one. */
  | 'document'
  | 'type-of-value'
  | 'mark'
  | 'untouched'
  | 'remove'

const primitives: Readonly<Record<string, Treatment>> = {
  ID: 'token',
  IS: 'token',
  SI: 'numeric',
  NM: 'numeric',
  DT: 'date',
  DTM: 'date',
  TS: 'date',
  TM: 'time',
  TN: 'phone',
  ST: 'text',
  TX: 'text',
  FT: 'text',
  varies: 'value',
}

/** Components by type, as `1 number 3 name`; others follow their own type, and free text among them is removed. */
const components: Readonly<Record<string, string>> = {
  CX: '1 number 2 check-digit 9 remove 10 remove',
  EI: '1 number 3 code',
  HD: '1 code 2 code 3 code',
  FN: '1 name 2 name 3 name 4 name 5 name',
  XPN: '2 name 3 name 4 title 5 title 6 title 9 remove 14 title 15 name',
  XCN: '1 number 3 name 4 name 5 title 6 title 7 title 11 check-digit 16 remove 21 title 22 remove 23 remove',
  PPN: '1 number 3 name 4 name 5 title 6 title 7 title 11 check-digit 17 remove 22 title 23 remove 24 remove',
  CNN: '1 number 2 name 3 name 4 name 5 title 6 title 7 title 10 code',
  SAD: '1 street 2 street 3 remove',
  XAD: '2 remove 3 city 4 code 5 zip 9 remove 10 remove 23 remove',
  XTN: '1 phone 4 email 6 phone 7 phone 8 phone 12 phone 17 remove',
  XON: '1 organization 3 number 4 check-digit 10 number',
  PL: '2 number 3 number 9 remove',
  PLN: '1 number 3 remove',
  DLN: '1 remove 2 remove 3 remove',
  NDL: '5 number 6 number',
  AUI: '1 number 3 remove',
  CE: '1 code 2 caption 4 code 5 caption',
  CWE: '1 code 2 caption 4 code 5 caption 7 code 8 code 10 code 11 caption 13 code 14 code 15 code',
  CNE: '1 code 2 caption 4 code 5 caption 7 code 8 code 10 code 11 caption 13 code 14 code 15 code',
  CF: '1 code 2 caption 4 code 5 caption',
  CSU: '2 code 3 caption 5 code 6 caption',
  SN: '1 code 3 code',
  SPS: '3 remove',
  PRL: '2 code 3 value',
  OSD: '2 number 4 number 6 remove',
  TQ: '3 code 6 code 7 remove 8 remove',
  RI: '2 code',
  RFR: '5 code 6 code 7 remove',
  VR: '1 code 2 code',
  ERL: '1 code',
  ELD: '1 code',
  ED: '1 document',
  RP: '1 document',
}

/** Places that do not follow their type. Codes alone: the words of a coded field that people fill with free text. */
const places: Readonly<Record<string, Treatment | 'codes-alone'>> = {
  ...of('untouched', 'MSH-1 MSH-2 BHS-1 BHS-2 FHS-1 FHS-2'),
  'MSH-8': 'mark',
  ...of('number', 'MSH-10 MSA-2 BHS-11 BHS-12 FHS-11 FHS-12 IN1-8 IN1-36 TXA-12 OBX-18.1'),
  ...of('number', 'OBR-18 OBR-19 OBR-20 OBR-21 BHS-9 FHS-9'),
  ...of(
    'remove',
    'MSH-14 DSC-1 PID-12 PID-19 PID-20 PID-23 PID-35 PID-36 PID-37 NK1-37 NK1-38 GT1-12 IN1-49 IN2-2 IN2-1',
  ),
  // Quasi-identifiers that no laboratory needs for a rehearsal.
  ...of('remove', 'PID-15 PID-16 PID-17 PID-22 PID-26 PID-27 PID-28 PID-39 NK1-14 NK1-19 NK1-20 NK1-25 NK1-27 NK1-28'),
  ...of('remove', 'NK1-35 PV2-5 PV2-6 PV2-12 TXA-16 TXA-25 UAC-1 UAC-2 BHS-8 BHS-10 BTS-2 FHS-8 FHS-10 FTS-2'),
  ...of('birth-date', 'PID-7 NK1-16 GT1-8 IN1-18'),
  ...of('code', 'OBX-4 MSH-21 SFT-2 SFT-3 SFT-4 ERR-6 OBX-13'),
  ...of('numeric', 'BTS-1'),
  ...of('value', 'OBX-7'),
  'OBX-5': 'type-of-value',
  'MFE-4': 'type-of-value',
  ...of(
    'codes-alone',
    'ORC-16 ORC-25 OBR-31 OBR-39 OBR-43 OBR-46 OBR-47 OBR-12 PV2-3 PV2-4 DG1-3 SPM-21 SPM-24 ERR-5 ERR-11 IAM-3',
  ),
}

function of<Word extends string>(treatment: Word, list: string): Readonly<Record<string, Word>> {
  return Object.fromEntries(list.split(' ').map((place) => [place, treatment]))
}

const parsed = new Map<string, ReadonlyMap<number, Treatment>>()

function componentTreatments(type: string): ReadonlyMap<number, Treatment> {
  let found = parsed.get(type)
  if (!found) {
    const words = (components[type] ?? '').split(' ')
    found = new Map(
      words.flatMap((word, index) => (index % 2 === 1 ? [[Number(words[index - 1]), word as Treatment] as const] : [])),
    )
    parsed.set(type, found)
  }
  return found
}

/** How a field is to be treated: in one piece, or component by component along a data type. */
export type FieldPlan =
  | { readonly kind: 'whole'; readonly treatment: Treatment }
  | { readonly kind: 'typed'; readonly type: string; readonly codesAlone: boolean }
  | { readonly kind: 'by-value-type' }
  | { readonly kind: 'unknown' }

/** Segments of relatives, guarantors, insurers, accidents and bills: nothing that a laboratory's interface needs. */
const ofOthers = /^(NK1|GT1|IN[123]|ACC|UB[12]|FT1|PD1|DB1|ROL|PDA)$/

/** Whether a segment is removed whole unless the user asks for it. */
export function isOfOthers(segment: string): boolean {
  return ofOthers.test(segment)
}

/** Segments that hold a catalog and nothing of a patient: their texts are what the rehearsal is about. */
const catalogs = /^(OM[1-7C]|MFI|MFE|CDM|LOC|LDP|LCC|LCH|PRC)$/

/** What to do with a field; `unknown` where the dictionary does not have it. */
export function planOf(segment: string, field: number): FieldPlan {
  const place = `${segment}-${field}`
  const exception = Object.hasOwn(places, place) ? places[place] : undefined
  if (exception === 'type-of-value') return { kind: 'by-value-type' }
  if (exception !== undefined && exception !== 'codes-alone') return { kind: 'whole', treatment: exception }
  const definition = fieldDefinition(segment, field)
  if (!definition) return { kind: 'unknown' }
  return planOfType(definition.dataType, exception === 'codes-alone', catalogs.test(segment) ? 'caption' : 'text')
}

/** What to do with a value of this type. */
export function planOfType(type: string, codesAlone = false, text: Treatment = 'text'): FieldPlan {
  if (type === 'ED' || type === 'RP') return { kind: 'whole', treatment: 'document' }
  const primitive = Object.hasOwn(primitives, type) ? primitives[type] : undefined
  if (primitive) return { kind: 'whole', treatment: primitive === 'text' ? text : primitive }
  return dataTypeDefinition(type) ? { kind: 'typed', type, codesAlone } : { kind: 'unknown' }
}

/** The part of a typed value: a type of its own with subcomponents, or one treatment. */
export type PartPlan = { readonly type: string } | { readonly treatment: Treatment }

/** What to do with a component; undefined where the type has none of this number. */
export function partOf(type: string, component: number): PartPlan | undefined {
  const treatment = componentTreatments(type).get(component)
  if (treatment) return { treatment }
  const definition = dataTypeDefinition(type)?.components[component]
  if (!definition) return undefined
  const { dataType } = definition
  const primitive = Object.hasOwn(primitives, dataType) ? primitives[dataType] : undefined
  if (primitive) return { treatment: primitive === 'text' || primitive === 'value' ? 'remove' : primitive }
  return dataTypeDefinition(dataType)?.components.length ? { type: dataType } : { treatment: 'remove' }
}
