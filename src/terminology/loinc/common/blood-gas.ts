// The commonest LOINC codes of blood gases: code, long common name, usual unit in UCUM (empty where there is none), and how
// common it is (1 every day, 2 often, 3 now and then). Content of LOINC; its notice is in NOTICE.txt beside this file.
import type { CommonRow } from './row.ts'

export const bloodGas: readonly CommonRow[] = [
  ['1925-7', 'Base excess in Arterial blood by calculation', 'mmol/L', 1],
  ['1959-6', 'Bicarbonate [Moles/volume] in Blood', 'mmol/L', 1],
  ['1994-3', 'Calcium.ionized [Moles/volume] in Blood', 'mmol/L', 1],
  ['2019-8', 'Carbon dioxide [Partial pressure] in Arterial blood', 'mm[Hg]', 1],
  ['2703-7', 'Oxygen [Partial pressure] in Arterial blood', 'mm[Hg]', 1],
  ['2744-1', 'pH of Arterial blood', '[pH]', 1],
  ['3151-8', 'Inhaled oxygen flow rate', 'L/min', 1],
  ['11555-0', 'Base excess in Blood by calculation', 'mmol/L', 1],
  ['11556-8', 'Oxygen [Partial pressure] in Blood', 'mm[Hg]', 1],
  ['11557-6', 'Carbon dioxide [Partial pressure] in Blood', 'mm[Hg]', 1],
  ['11558-4', 'pH of Blood', '[pH]', 1],
  ['32693-4', 'Lactate [Moles/volume] in Blood', 'mmol/L', 1],
  ['1960-4', 'Bicarbonate [Moles/volume] in Arterial blood', 'mmol/L', 2],
  ['2069-3', 'Chloride [Moles/volume] in Blood', 'mmol/L', 2],
  ['2518-9', 'Lactate [Moles/volume] in Arterial blood', 'mmol/L', 2],
  ['2614-6', 'Methemoglobin/Hemoglobin.total in Blood', '%', 2],
  ['2947-0', 'Sodium [Moles/volume] in Blood', 'mmol/L', 2],
  ['3150-0', 'Inhaled oxygen concentration', '%', 2],
  ['6298-4', 'Potassium [Moles/volume] in Blood', 'mmol/L', 2],
  ['20563-3', 'Carboxyhemoglobin/Hemoglobin.total in Blood', '%', 2],
  ['20564-1', 'Oxygen saturation in Blood', '%', 2],
  ['2613-8', 'Methemoglobin [Presence] in Blood', '', 3],
  ['32713-0', 'Potassium [Moles/volume] in Arterial blood', 'mmol/L', 3],
  ['32717-1', 'Sodium [Moles/volume] in Arterial blood', 'mmol/L', 3],
]
