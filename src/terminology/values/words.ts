// The words that stand where a number or a code would: negative and positive in the ways labs write them, tests that were
// not done, results that come later. The one thing to know: a whole field is compared, never a part of it, so that
// "no growth of MRSA; E. coli isolated" is neither negative nor positive.
import type { NotPerformed, Quality } from './value.ts'

const qualities: Readonly<Record<Quality, string>> = {
  // "NR" and "ND" are left out: one lab's "not reactive" is the other's "not reported".
  negative:
    'neg negative nonreactive notreactive notdetected undetected notdetectable undetectable none noneseen nonedetected ' +
    'noneisolated notseen notfound notpresent absent notisolated nogrowth nogrowthtodate nogrowthdetected negativescreen ' +
    'notobserved noneobserved nil negativo negatif négatif negativ nichtnachweisbar',
  positive:
    'pos positive reactive detected present seen found isolated growth weaklypositive weakpositive weaklyreactive ' +
    'lowpositive strongpositive stronglypositive presumptivepositive presumptivelypositive positivo positif positiv nachweisbar',
  indeterminate: 'ind indeterminate equivocal borderline inconclusive grayzone greyzone undetermined',
  normal: 'normal wnl withinnormallimits unremarkable inrange',
  abnormal: 'abnormal abn outofrange outsidenormallimits',
}

const missing: Readonly<Record<NotPerformed, string>> = {
  'not-performed':
    'tnp testnotperformed notperformed notdone nottested testnotdone testnotrun notrun notordered unabletoperform',
  'quantity-not-sufficient':
    'qns quantitynotsufficient quantityinsufficient insufficient insufficientquantity insufficientspecimen ' +
    'specimeninsufficient insufficientsample insufficientvolume',
  cancelled: 'cancelled canceled cancel cncl canc testcancelled testcanceled credited duplicate duplicateorder dupl',
  specimen:
    'hemolyzed haemolysed hemolysed haemolyzed grosslyhemolyzed specimenhemolyzed specimenhaemolysed hemolyzedspecimen ' +
    'haemolysedspecimen hemolyzedsample haemolysedsample samplehemolyzed samplehaemolysed clotted clottedspecimen clottedsample ' +
    'specimenclotted specimencontaminated mislabeled mislabelled unlabeled unlabelled specimenrejected rejected ' +
    'unsuitable unsuitablespecimen unsatisfactory unsatisfactoryspecimen specimenunsatisfactory ' +
    'specimenunsatisfactoryforevaluation unsatisfactoryforevaluation nosample nospecimen ' +
    'nospecimenreceived notreceived specimennotreceived snr nsr wrongtube wrongcontainer toooldtotest specimentooold leaked',
  'not-available':
    'na n/a notavailable notapplicable unavailable novalue noresult null notreported notreportable notcalculated ' +
    'nocalculation unabletocalculate cannotcalculate cannotbecalculated cannotbedetermined notdetermined ' +
    'unabletodetermine unabletoreport nocalc uncalculable incalculable dnr donotreport',
  error:
    'error err invalid invalidresult labaccident laboratoryaccident laberror instrumenterror technicalerror failed testfailed',
}

const later = new Set(
  (
    'pending pend pnd tofollow resulttofollow resultstofollow resultpending resultspending inprogress inprocess seebelow ' +
    'seenote seenotes seecomment seecomments seereport seeseparatereport seeinterpretation seetext seeattached tba tbd ' +
    'preliminary awaiting awaitingresult sentout sendout referred'
  ).split(' '),
)

const qualityByWord = index(qualities)
const reasonByWord = index(missing)

function index<Key extends string>(table: Readonly<Record<Key, string>>): ReadonlyMap<string, Key> {
  const entries = Object.entries<string>(table) as [Key, string][]
  return new Map(entries.flatMap(([key, words]) => words.split(' ').map((word) => [word, key] as const)))
}

/** Words without case, blanks, hyphens and the stops of abbreviations: `Non-Reactive.` is `nonreactive`, `Q.N.S.` `qns`. */
export function plain(words: string): string {
  if (words.length > 80) return ''
  return words
    .toLowerCase()
    .replace(/\b([a-z])\.(?=[a-z]\b)/g, '$1')
    .replace(/[\s\-_'"()[\]]+/g, '')
    .replace(/[.!:;,]+$/, '')
}

/** What a whole field says where it is no number; null where it is no word of quality. */
export function qualityOf(words: string): Quality | null {
  return qualityByWord.get(plain(words)) ?? null
}

/** Why there is no value; null where there is one. Rows of stars, dashes or crosses are what an analyser prints for an error. */
export function notPerformedBy(words: string): NotPerformed | null {
  return reasonByWord.get(plain(words)) ?? (/^(?:\*{3,}|-{3,}|#{3,})$/.test(words.trim()) ? 'error' : null)
}

/** True where the field says that the value comes later or stands elsewhere. */
export function isPending(words: string): boolean {
  return later.has(plain(words))
}

/** The same words but for case, blanks, hyphens and stops. Nothing is not the same as nothing. */
export function sameWords(one: string, other: string): boolean {
  const first = plain(one)
  return first !== '' && first === plain(other)
}
