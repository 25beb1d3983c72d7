// Which LOINC systems a specimen can be, by its code in HL7 table 0487 or by its words. The one thing to know: what is not
// known here is not judged; a local code that says nothing must not raise an alarm.

/** Codes of HL7 table 0487 (HL7 v2.5.1 appendix A) and the LOINC systems that they can be. */
const codes: Readonly<Record<string, readonly string[]>> = {
  SER: ['Ser'],
  SERP: ['Ser', 'Plas'],
  PLAS: ['Plas'],
  PPP: ['PPP', 'Plas'],
  BLD: ['Bld', 'WB', 'RBC', 'WBC'],
  BLDA: ['BldA', 'Bld'],
  BLDV: ['BldV', 'Bld'],
  BLDC: ['BldC', 'Bld'],
  BLDCO: ['BldCo', 'Bld'],
  RBC: ['RBC'],
  UR: ['Urine', 'Urine sed'],
  CSF: ['CSF'],
  SNV: ['Synv fld', 'Body fld'],
  FLU: ['Body fld'],
  STL: ['Stool'],
  SPT: ['Sputum', 'Respiratory'],
  WND: ['Wound'],
  TISS: ['Tiss'],
  CVX: ['Cvx', 'Genital', 'Cervix'],
}

/** Words of local codes and names, in the order in which they are looked for. */
const words: readonly (readonly [word: RegExp, systems: readonly string[]])[] = [
  [/\bserum\b/i, ['Ser']],
  [/\b(citrate|platelet poor|citplas|ppp)\b/i, ['PPP', 'Plas']],
  [/\bplasma\b/i, ['Plas']],
  [/\b(arterial|ablood)\b/i, ['BldA', 'Bld']],
  [/\b(venous|vblood)\b/i, ['BldV', 'Bld']],
  [/\b(capillary|cblood)\b/i, ['BldC', 'Bld']],
  [/\b(whole )?blood\b/i, ['Bld', 'WB', 'RBC', 'WBC']],
  [/\burine\w*/i, ['Urine', 'Urine sed']],
  [/\bcsf\b|cerebrospinal/i, ['CSF']],
  [/\bstool\b|f(a)?eces/i, ['Stool']],
]

/** LOINC systems that a specimen can be; null where its code and name do not say. */
export function systemsOfSpecimen(code: string, name = ''): readonly string[] | null {
  if (Object.hasOwn(codes, code)) return codes[code]!
  const text = `${code} ${name}`
  return words.find(([word]) => word.test(text))?.[1] ?? null
}
