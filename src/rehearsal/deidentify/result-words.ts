// Which texts of results are results: numbers and what is written around them, and phrases made of nothing but the words
// that laboratories report with. The one thing to know: a phrase stays only if every one of its words is in the list, so no
// name can hide in it.

// Comparator, number, second number (range, titre, ratio), unit-like rest: >=1.5, 1:160, 0.4-4.0, 5,6, +2, 1.2E+05, 3+.
const numeric =
  /^\s*[<>=≤≥~±]{0,2}\s*[-+]?\d{1,12}(?:[.,]\d{1,9})?(?:[eE][-+]?\d{1,3})?\s*(?:(?:-|–|:|\/|to)\s*[<>]?\s*[-+]?\d{1,12}(?:[.,]\d{1,9})?)?\s*[+%*]{0,4}\s*$/
const bound = /^\s*(?:<|>|<=|>=|≤|≥)\s*(?:OR\s*=\s*)?\d{1,12}(?:[.,]\d{1,9})?\s*$/i
const plus = /^\s*(?:\+{1,4}|[1-4]\+|trace|-|neg|pos)\s*$/i

const words: ReadonlySet<string> = new Set(
  `a abnormal above absent acceptable acid added adequate aerobic after all amber amorphous anaerobic and any appear appearance as at
  atypical b bacteria bacterial basophils bands be below blasts blood bloody borderline brown budding by calculated cancelled
  casts cells cellular clear clotted cloudy coarse coccobacilli cocci colony colonies complete confirmed consistent contaminated contaminants crystals
  culture cultures dark day days decreased detected detection diagnostic dilution done elevated eosinophils epithelial
  equivocal escherichia coli klebsiella pneumoniae staphylococcus aureus streptococcus pseudomonas aeruginosa enterococcus faecalis proteus mirabilis candida albicans
  evaluation evidence expected few field final fine flora follow for forming found fungal fungi genital gram granular gross group growth
  haemolysed hazy heavy hemolyzed hemolytic high hours hpf hyaline icteric identified identification immune in inadequate incomplete increased indeterminate
  indicated insufficient intermediate invalid is isolated isolate kidney l lab large leukocyte esterase less light limit limits lipemic low lpf lymphocytes many
  marked metamyelocytes method mild mixed moderate monocytes more morphology mucus myelocytes n negative neutrophils new nitrite no none nonreactive non normal not
  nucleated numerous o observed occasional of on only or organism organisms other outside out overgrowth pale parasites pathogen pathogens pending performed platelets
  polymorphonuclear positive preliminary presence present presumptive previous probable qns quantity range rare reactive received recollect red reference
  reflex repeat report reported resistant result results rh rods routine see seen sensitive serum sample significant skin slight slightly small smear
  specimen sq squamous sterile straw subtype susceptible suspected target test tested than the to too trace transitional turbid type typical unable undetectable
  undetermined unremarkable unsatisfactory urine value variant very viral virus wbc rbc weak weakly wet white with within without yeast yellow yes ab aa ao bb
  hiv hbsag hcv mrsa vre igg igm ana pcr dna rna hpv rsv sars cov influenza covid
  hr hrs min mg dl ml ug g u iu mmol umol nmol pmol cfu ph`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Whether a text says a result and can say nothing else. */
export function isResultText(text: string): boolean {
  if (text.length > 120) return false
  if (numeric.test(text) || bound.test(text) || plus.test(text)) return true
  const found = text.match(/[\p{L}\p{N}]+/gu) ?? []
  if (found.length === 0 || found.length > 12) return false
  return found.every((word) => words.has(word.toLowerCase()) || /^\d{1,4}$/.test(word))
}
