// The columns of a site's CSV files. The one thing to know: a column that is not listed here is an error, since a
// misspelt one would mean values that are silently not read.

export type Column = { readonly name: string; readonly required: boolean; readonly about: string }

function column(name: string, about: string, required = false): Column {
  return { name, required, about }
}

/** maps/*.csv */
export const mapColumns: readonly Column[] = [
  column('from_system', 'Id of a system', true),
  column('from_code', 'Code as that system writes it', true),
  column('to_system', 'Id of a system', true),
  column('to_code', 'Code as that system writes it', true),
  column(
    'context',
    'key=value pairs with semicolons between; the row counts only where all hold. specimen, method, sex, location or any other ' +
      'key that the step gives; age=18y- is a band of ages in d, m or y, without its end',
  ),
  column('direction', 'both (also read from right to left) or forward; both where empty'),
  column('status', 'approved or draft; only approved rows translate', true),
  column('approved_by', 'The role that approved the row'),
  column('approved_on', 'The day it did, as 2026-08-31'),
  column('effective_from', 'The first day on which it counts, by MSH-7 of the message; from ever where empty'),
  column('effective_to', 'The last day on which it counts; for ever where empty'),
  column(
    'unit_from',
    'maps/components.csv: the unit of the values as the left system reports them, where values are converted',
  ),
  column('unit_to', 'The unit into which they are converted; the right system’s'),
  column('factor', 'Multiplies the value; where empty, UCUM and the molecular weight of the LOINC code decide'),
  column('offset', 'Added after the factor'),
  column(
    'decimals',
    'Decimals of the converted values, 0 to 9; where empty, the precision in the catalog of the right system, and without one ' +
      'as many as keep the precision of what was reported',
  ),
  column('signed_by', 'The laboratory director who signed the conversion of this test; unsigned, nothing is converted'),
  column('signed_on', 'The day it was signed'),
  column('note', 'For people'),
]

/** Columns that a catalog learned from traffic has besides: what was really sent, each as text*count with | between. */
const seenColumns: readonly Column[] = [
  column('seen', 'Learned: how often it was sent'),
  column('seen_names', 'Learned: the names under which, each with * and how often; | between'),
]

/** catalogs/<system>-orderables.csv */
const orderableColumns: readonly Column[] = [
  column('code', 'The code under which it is ordered', true),
  column('name', 'Its name in that system', true),
  column('kind', 'test or panel'),
  column('components', 'Codes of its components with semicolons between'),
  column('optional', 'Those of its components that a complete report may leave out, with semicolons between'),
  column(
    'specimen',
    'Code of the specimen as that system writes it; SER;UR24 are both needed, SER|PLAS is one of them, the preferred first',
  ),
  column('container', 'Container, one for each specimen, divided like specimen'),
  column('priorities', 'Priorities with semicolons between'),
  column('department', 'Department'),
  column('result_mode', 'snapshot: a report names every component; delta: only what changed'),
  column('sensitive', 'yes or no'),
  column('aoe', 'Codes of its questions with semicolons between'),
  column('reflex', 'Codes that it may add, with semicolons between'),
  column('coding_system', 'Coding system of the code (HL7 table 0396), as 99LAB'),
  column('synonyms', 'Other names, with semicolons between'),
  column('loinc', 'LOINC code of the order'),
  column('loinc_name', 'LOINC long common name'),
  column('procedure_codes', 'Codes for billing as CPT, with semicolons between'),
  column('orderable', 'yes or no; empty where the laboratory has not said'),
  column('specimen_name', 'The specimen for people, divided like specimen'),
  column('container_name', 'The container for people, divided like specimen'),
  column('additive', 'Additive, divided like specimen'),
  column('container_volume', 'Size of the container with unit, as 4 mL; divided like specimen'),
  column('volume', 'Volume to collect with unit, as 3 mL; divided like specimen'),
  column('minimum_volume', 'The least volume that can be worked with, as 0.5 mL; divided like specimen'),
  column('requirements', 'What the specimen must be like'),
  column('preparation', 'What is done with the specimen after collection'),
  column('handling', 'How it is kept and sent'),
  column('stability', 'How long it keeps, as room temperature 8 h; refrigerated 7 d; frozen 30 d'),
  column('retention', 'How long the laboratory keeps it, as 7 d'),
  column('rejection', 'Causes for rejection'),
  column('instructions', 'What else the one who orders should know'),
  column('patient_preparation', 'What the patient has to do before'),
  column('schedule', 'When it is performed, as daily'),
  column('turnaround', 'Usual time from receipt to result, as 4 h'),
  column('description', 'What the test is for'),
  column('performed_by', 'The laboratory that performs it'),
  column('limited_coverage', 'Payers that cover it for some diagnoses only, with semicolons between'),
  column('effective_on', 'The day from which the row holds'),
  column('active', 'yes or no'),
  ...seenColumns,
  column('seen_components', 'Learned: the components of its reports'),
  column('seen_specimens', 'Learned: specimens, as written'),
]

/** catalogs/<system>-components.csv */
const componentColumns: readonly Column[] = [
  column('code', 'The code in OBX-3', true),
  column('name', 'Its name in that system', true),
  column('loinc', 'LOINC code'),
  column('loinc_name', 'LOINC long common name'),
  column('value_type', 'OBX-2 (HL7 table 0125)'),
  column('unit', 'Unit as that system writes it'),
  column('precision', 'Decimals'),
  column('specimen', 'Specimen as that system writes it'),
  column('method', 'Method'),
  column('ranges', 'Reference ranges'),
  column('critical_low', 'At or below this is critical'),
  column('critical_high', 'At or above this is critical'),
  column('delta_limit', 'Change that is questioned'),
  column('flags', 'Flags with semicolons between'),
  column('coded_answers', 'code=name with semicolons between'),
  column('typical', 'What a virtual laboratory reports'),
  column('coding_system', 'Coding system of the code (HL7 table 0396), as 99LAB'),
  column('synonyms', 'Other names, with semicolons between'),
  column('possible_low', 'Below this a value is an error (HL7 OM2-8)'),
  column('possible_high', 'Above this a value is an error'),
  column('normal_answers', 'Coded answers that are normal, with semicolons between'),
  column('abnormal_answers', 'Coded answers that are abnormal, with semicolons between'),
  column('critical_answers', 'Coded answers that are critical, with semicolons between'),
  column('active', 'yes or no'),
  ...seenColumns,
  column('seen_tests', 'Learned: the orders under which it was reported (OBR-4)'),
  column('seen_types', 'Learned: OBX-2'),
  column('seen_units', 'Learned: OBX-6; (none) where a number had no unit'),
  column('seen_ranges', 'Learned: OBX-7; (none) where a number had no range'),
  column('seen_flags', 'Learned: OBX-8; (none) where there was none'),
  column('seen_shapes', 'Learned: what the values are, as number, text, above a limit; never the values'),
  column('seen_statuses', 'Learned: OBX-11'),
  column('seen_specimens', 'Learned: specimens, as written'),
  column('seen_methods', 'Learned: OBX-17'),
  column('seen_numbers', 'Learned: 10th, 50th and 90th percentile of the numbers, of twenty values or more'),
  column('odd', 'Learned: what a person should look at'),
]

/** catalogs/<system>-aoe.csv: questions asked at order entry */
const questionColumns: readonly Column[] = [
  column('code', 'The code in OBX-3 of an order', true),
  column('name', 'The question', true),
  column('loinc', 'LOINC code'),
  column('loinc_name', 'LOINC long common name'),
  column('value_type', 'OBX-2 (HL7 table 0125)'),
  column('unit', 'Unit as that system writes it'),
  column('coded_answers', 'code=name with semicolons between'),
  column('required', 'yes or no'),
  column('coding_system', 'Coding system of the code (HL7 table 0396), as 99LAB'),
  column('hint', 'What the one who answers should know'),
  column('active', 'yes or no'),
  ...seenColumns,
  column('seen_tests', 'Learned: the orders with which it was answered'),
  column('seen_types', 'Learned: OBX-2'),
  column('seen_units', 'Learned: OBX-6'),
  column('seen_shapes', 'Learned: what the answers are; never the answers'),
]

/** Kinds of catalog, as they stand in the names of their files: catalogs/<system>-<kind>.csv */
export const catalogKinds: Readonly<Record<string, readonly Column[]>> = {
  orderables: orderableColumns,
  components: componentColumns,
  aoe: questionColumns,
}

/** Names of the columns, required and not, as the reader of CSV wants them. */
export function columnNames(columns: readonly Column[]): { required: string[]; optional: string[] } {
  return {
    required: columns.filter(({ required }) => required).map(({ name }) => name),
    optional: columns.filter(({ required }) => !required).map(({ name }) => name),
  }
}
