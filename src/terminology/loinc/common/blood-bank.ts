// The commonest LOINC codes of the blood bank (haemolysis and antibodies to blood cells; LOINC's codes for groups and crossmatches come with Loinc.csv): code, long common name, usual unit in UCUM (empty where there is none), and how
// common it is (1 every day, 2 often, 3 now and then). Content of LOINC; its notice is in NOTICE.txt beside this file.
import type { CommonRow } from './row.ts'

export const bloodBank: readonly CommonRow[] = [
  ['4542-7', 'Haptoglobin [Mass/volume] in Serum or Plasma', 'mg/dL', 2],
  ['4576-5', 'Hemoglobin F/Hemoglobin.total in Blood', '%', 2],
  ['45155-9', 'Heparin induced platelet Ab [Units/volume] in Serum', "[arb'U]", 2],
  ['721-1', 'Free Hemoglobin [Mass/volume] in Plasma', 'mg/dL', 3],
  ['2356-4', 'Glucose-6-Phosphate dehydrogenase [Presence] in Red Blood Cells', '', 3],
  ['5117-7', 'Cryoglobulin [Presence] in Serum', '', 3],
  ['13534-3', 'Sucrose hemolysis [Presence] of Blood', '', 3],
  ['18286-5', 'Donath Landsteiner Ab [Presence] in Blood', '', 3],
  ['24374-1', 'Platelet associated Ab [Presence] in Blood', '', 3],
  ['28067-7', 'Hemoglobin F [Presence] in Amniotic fluid', '', 3],
]
