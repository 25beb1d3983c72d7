// The sample's map of components with further columns, for the cases of mistakes in its rows.
export const header = 'from_system,from_code,to_system,to_code,context,direction,status,approved_by,approved_on'
export const approved = 'approved,Laboratory director,2026-08-17'

/** The map of components with further columns. @param first the further cells of its first row */
export function wider(columns: string, first: string, ...more: readonly string[]): string {
  return [
    `${header},${columns}`,
    `lis,GLU,ehr,1001,,both,${approved},${first}`,
    `lis,K,ehr,1002,,both,${approved}${','.repeat(columns.split(',').length)}`,
    ...more,
    '',
  ].join('\n')
}

/** A third system, from which the LIS has results. */
export const reference = {
  'systems/ref.yaml': 'id: ref\nname: Reference laboratory\nrole: reference-lab\ndialect:\n  versions: ["2.5.1"]\n',
}
