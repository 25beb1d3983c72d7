// The words in braces of a UCUM code. To UCUM they are comments; in a laboratory they say what is counted, per what, and by
// which convention. The one thing to know: a word that is not known to be harmless is taken to change the number.
// (UCUM 2.2 §12 annotations)

/** One form for the words of one meaning; the first is the form that Labloop writes. */
const forms: readonly string[] = [
  'creat creatinine crea creatin cre cr krea kre kreatinin creatinin ucreat',
  'Hb hgb hemoglobin haemoglobin totalhb totalhgb totalhemoglobin totalhaemoglobin tothgb',
  'RBC rbcs erythrocytes erythrocyte ery erys redbloodcells redcells erythrozyt erythrozyten ec',
  'WBC wbcs leukocytes leukocyte leucocytes leuk leuko leukos leu whitebloodcells whitecells leukozyten',
  'cells cell cellen zellen zelle z',
  'platelets platelet plt plts thrombocytes',
  'copies copy cp cps kopien genomecopies viralcopies',
  'protein prot proteins totalprotein tp eiweiss',
  'feces faeces stool stuhl',
  'body_wt bw bodywt bodyweight bodywgt bdy_wt',
  'neutrophils neutrophil neut neutr pmn',
  'FEU fibrinogenequivalentunits fibrinogenequivalents',
  'DDU ddimerunits',
  'Index_val index indexvalue index_value iv',
  'EIA_index eiaindex eiavalue eiaunit eia elisaindex',
  'ELISA_value elisa elisavalue',
  'OD_unit od odunit opticaldensity',
  'Ct_value ct ctvalue cyclethreshold',
  'beats beat',
  'breaths breath',
  's_co_ratio sco signaltocutoff scoratio signalcutoff',
  'ratio',
  'titer titre',
  'INR',
  'score',
  'log_copies log10copies logcopies lgcopies',
  'log_IU log10iu logiu lgiu',
  'log_cells log10cells logcells lgcells',
  'log log10 lg',
  '# number count num',
  '1.73_m2 1.73m2 1.73_m^2 1.73sqm 173_m2',
  'MoM multipleofmedian multiplesofmedian multipleofthemedian multiplesofthemedian multofmedian multsofmedian multofthemedian mom',
  'nrbc nrbcs nucleatedrbc nucleatedrbcs nucrbc nucrbcs',
  'H2O h20 water',
  'activity act actv normal normalactivity ofnormal ofnormalactivity',
  'vol volume v sammelvolumen sammelvol',
  'mass wt weight',
  'time timeframe collectiontime sammelzeit sammzeit',
  'total_output totaloutput',
  'specimen sample',
  'GAG',
]
/** What is counted. `cells` and `#` are any of them. */
const counted = new Set(
  'cells RBC WBC platelets neutrophils lymphocytes monocytes eosinophils basophils blasts nrbc cd4 particles colonies events # copies'.split(
    ' ',
  ),
)
/** Per what, or of what: left out as often as not. */
const bases = new Set(
  'creat Hb protein feces body_wt vol mass specimen total_output time tissue ratio fraction dry_wt cells RBC WBC platelets H2O activity'.split(
    ' ',
  ),
)

const byWord = new Map(
  forms.flatMap((line) => {
    const [form = '', ...others] = line.split(' ')
    return [form, ...others].map((word) => [key(word), form] as const)
  }),
)

function key(word: string): string {
  return word.toLowerCase().replace(/[\s_\-./^]/g, '')
}

/** The form that Labloop writes for a word of the same meaning; the word itself, blanks as `_`, where it is not known. */
export function formOf(word: string): string {
  const plain = key(word)
  return byWord.get(plain) ?? byWord.get(plain.replace(/s$/, '')) ?? word.trim().replace(/\s+/g, '_')
}

/** True of a word that is in the table of forms. */
export function isKnownWord(word: string): boolean {
  const plain = key(word)
  return byWord.has(plain) || byWord.has(plain.replace(/s$/, ''))
}

/** The words in braces of a code, each in its one form, in order. */
export function wordsIn(code: string): readonly string[] {
  return Array.from(code.matchAll(/\{([^}]*)\}/g), ([, word = '']) => formOf(word))
}

/**
 * Whether numbers with these words can be compared: words of convention must be the same on both sides; what is counted
 * and per what may be left out on one side, and must not contradict.
 */
export function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return (
    same(strict(one), strict(other)) &&
    agree(
      one.filter((word) => counted.has(word)),
      other.filter((word) => counted.has(word)),
    ) &&
    agree(
      one.filter((word) => bases.has(word) && !counted.has(word)),
      other.filter((word) => bases.has(word) && !counted.has(word)),
    )
  )
}

function strict(words: readonly string[]): readonly string[] {
  return words.filter((word) => !counted.has(word) && !bases.has(word)).map(key)
}

/** Words of one kind agree where one side has none, or both the same; `cells` and `#` are any cells, not copies. */
function agree(one: readonly string[], other: readonly string[]): boolean {
  const [first, second] = [one.filter((word) => word !== '#'), other.filter((word) => word !== '#')]
  if (first.length === 0 || second.length === 0) return true
  const isAny = first.includes('cells') || second.includes('cells')
  return isAny ? first.includes('copies') === second.includes('copies') : same(first, second)
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join('|') === [...other].sort().join('|')
}
