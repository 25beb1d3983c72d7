// What specimen a local test is measured in, as LOINC writes it, and how well a code's specimen fits. The one thing to know:
// "blood" of a catalog may be serum, plasma or whole blood; which one is likely depends on the department.

/** Departments as far as they say what is meant by blood. */
export type Department = 'chemistry' | 'hematology' | 'blood gas' | 'microbiology' | 'unknown'

/** Which kind of department a category names. */
export function departmentOf(category: string): Department {
  const words = category.toLowerCase()
  if (/gas/.test(words)) return 'blood gas'
  if (/\b(h(a?)em|coag|flow|cell|cbc|blood count|differential)/.test(words)) return 'hematology'
  if (/micro|virol|molec|serol|infect/.test(words)) return 'microbiology'
  if (/chem|immun|tox|drug|endo|special|serum|metabolic|lipid|hepatic|thyroid/.test(words)) return 'chemistry'
  return 'unknown'
}

type Fits = Readonly<Record<string, number>>

const bloodIn: Readonly<Record<Department, Fits>> = {
  chemistry: {
    'Ser/Plas': 1,
    Ser: 0.97,
    Plas: 0.9,
    'Ser/Plas/Bld': 0.95,
    Bld: 0.6,
    PPP: 0.6,
    RBC: 0.4,
    BldV: 0.45,
    BldA: 0.3,
    BldC: 0.35,
    'Urine+Ser/Plas': 0.3,
    'Bld.dot': 0.3,
  },
  hematology: {
    Bld: 1,
    PPP: 0.97,
    RBC: 0.8,
    'Bld/Bone mar': 0.8,
    'Bld/Tiss': 0.6,
    PRP: 0.6,
    Platelets: 0.6,
    WBC: 0.6,
    Ser: 0.6,
    'Ser/Plas': 0.6,
    Plas: 0.7,
    'Bone mar': 0.2,
    'PPP^control': 0.3,
  },
  'blood gas': {
    Bld: 1,
    BldA: 0.9,
    Vent: 0.7,
    BldV: 0.6,
    BldC: 0.6,
    BldMV: 0.5,
    'Ser/Plas': 0.45,
    'Ser/Plas/Bld': 0.6,
  },
  microbiology: { 'Ser/Plas': 1, Ser: 1, 'Ser/Plas/Bld': 0.9, Bld: 0.9, Plas: 0.8, 'Bld.dot': 0.3 },
  unknown: {
    'Ser/Plas': 1,
    Ser: 0.95,
    Bld: 0.95,
    PPP: 0.85,
    Plas: 0.85,
    RBC: 0.6,
    'Ser/Plas/Bld': 0.9,
    BldA: 0.5,
    BldV: 0.5,
    BldC: 0.5,
  },
}

/** What else may be meant by a specimen. What does not stand here does not fit. */
const near: Readonly<Record<string, Fits>> = {
  Ser: { Ser: 1, 'Ser/Plas': 1, 'Ser/Plas/Bld': 0.9, Plas: 0.4, Bld: 0.2 },
  Plas: { Plas: 1, 'Ser/Plas': 1, PPP: 0.9, 'Ser/Plas/Bld': 0.9, Ser: 0.4, Bld: 0.2 },
  'Ser/Plas': { 'Ser/Plas': 1, Ser: 0.97, Plas: 0.9, 'Ser/Plas/Bld': 0.9, PPP: 0.5, Bld: 0.3 },
  PPP: { PPP: 1, Plas: 0.8, 'Ser/Plas': 0.4, Bld: 0.4 },
  'PPP^control': { 'PPP^control': 1, PPP: 0.3 },
  'Bld.whole': {
    Bld: 1,
    'Bld/Bone mar': 0.6,
    BldA: 0.7,
    BldV: 0.75,
    BldC: 0.7,
    'Ser/Plas/Bld': 0.7,
    RBC: 0.4,
    'Ser/Plas': 0.2,
  },
  Isolate: { Isolate: 1, XXX: 0.5, 'Isolate/Specimen': 0.9 },
  Bld: { Bld: 1, 'Bld/Bone mar': 0.7, 'Ser/Plas/Bld': 0.7, BldA: 0.7, BldV: 0.7, BldC: 0.6, RBC: 0.5, 'Ser/Plas': 0.3 },
  BldA: { BldA: 1, Bld: 0.7 },
  BldV: { BldV: 1, Bld: 0.7 },
  BldC: { BldC: 1, Bld: 0.7 },
  BldMV: { BldMV: 1, BldV: 0.7, Bld: 0.6 },
  BldCo: { BldCo: 1, BldCoA: 0.7, BldCoV: 0.7, Bld: 0.4 },
  RBC: { RBC: 1, Bld: 0.5 },
  Urine: { Urine: 1, 'Urine sed': 0.97, 'Urine+Ser/Plas': 0.7, XXX: 0.3 },
  'Synv fld': { 'Synv fld': 1, 'Body fld': 0.7, XXX: 0.5 },
  'Plr fld': { 'Plr fld': 1, 'Body fld': 0.7, XXX: 0.5 },
  'Periton fld': { 'Periton fld': 1, 'Body fld': 0.7, XXX: 0.5 },
  'Pericard fld': { 'Pericard fld': 1, 'Body fld': 0.7, XXX: 0.5 },
  'Amnio fld': { 'Amnio fld': 1, '^Fetus': 0.6, 'Body fld': 0.4, XXX: 0.3 },
  'Gast fld': { 'Gast fld': 1, 'Body fld': 0.6, XXX: 0.4 },
  'Dial fld': { 'Dial fld': 1, 'Dial fld prt': 0.8, 'Body fld': 0.5, XXX: 0.4 },
  CSF: { CSF: 1, 'Body fld': 0.65, XXX: 0.5 },
  Stool: { Stool: 1, XXX: 0.5, 'Body fld': 0.4 },
  'Bone mar': { 'Bone mar': 1, 'Bld/Bone mar': 0.9, Bone: 0.3, XXX: 0.6, Bld: 0.3, Tiss: 0.4, 'Body fld': 0.3 },
  'Body fld': {
    'Body fld': 1,
    XXX: 0.85,
    'Amnio fld': 0.5,
    'Synv fld': 0.45,
    'Plr fld': 0.45,
    'Periton fld': 0.45,
    'Pericard fld': 0.45,
    'Gast fld': 0.45,
    CSF: 0.3,
    Vag: 0.4,
    Genital: 0.4,
    Thrt: 0.4,
    Nph: 0.4,
    Nose: 0.4,
    Respiratory: 0.4,
    'Respiratory.upper': 0.4,
    Saliva: 0.4,
    Stool: 0.3,
    Tiss: 0.35,
  },
  Saliva: { Saliva: 1, XXX: 0.4 },
  Nph: { Nph: 1, 'Respiratory.upper': 0.8, Respiratory: 0.75, XXX: 0.6 },
  Thrt: { Thrt: 1, 'Throat/Nph': 0.8, 'Respiratory.upper': 0.7, XXX: 0.6 },
  Sputum: { Sputum: 1, 'Respiratory.lower': 0.8, Respiratory: 0.75, XXX: 0.6 },
  'Bld.dot': { 'Bld.dot': 1, Bld: 0.5 },
}

/** What a code that names no specimen is worth, and one whose specimen contradicts. */
const unsaid = 0.5

/**
 * How well each specimen of LOINC fits, from 0 to 1.
 * @param specimens what the test says, as LOINC writes it; empty where it says nothing. The last says it most exactly.
 */
export function fitOf(system: string | null, specimens: readonly string[], department: Department): number {
  if (system === null) return unsaid
  const said = specimens.at(-1)
  if (said === undefined) return bloodIn.unknown[system] ?? 0.5
  if (said === 'Bld' && specimens.length === 1) return bloodIn[department][system] ?? (system === 'XXX' ? 0.4 : 0)
  return near[said]?.[system] ?? (said === system ? 1 : 0)
}
