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
  column('context', 'key=value pairs with semicolons between; the row counts only where all hold'),
  column('direction', 'both (also read from right to left) or forward; both where empty'),
  column('status', 'approved or draft; only approved rows translate', true),
  column('approved_by', 'The role that approved the row'),
  column('approved_on', 'The day it did, as 2026-08-31'),
  column('note', 'For people'),
]

/** catalogs/<system>-orderables.csv */
const orderableColumns: readonly Column[] = [
  column('code', 'The code under which it is ordered', true),
  column('name', 'Its name in that system', true),
  column('kind', 'test or panel'),
  column('components', 'Codes of its components with semicolons between'),
  column('specimen', 'Code of the specimen as that system writes it'),
  column('container', 'Container'),
  column('priorities', 'Priorities with semicolons between'),
  column('department', 'Department'),
  column('result_mode', 'snapshot: a report names every component; delta: only what changed'),
  column('sensitive', 'yes or no'),
  column('aoe', 'Codes of its questions with semicolons between'),
  column('reflex', 'Codes that it may add, with semicolons between'),
  column('active', 'yes or no'),
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
  column('active', 'yes or no'),
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
  column('active', 'yes or no'),
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
