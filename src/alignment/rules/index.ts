// Every rule of alignment, family by family. The one thing to know: a rule that does not stand here does not exist; a test holds
// each to its words and to cases that it finds and that it leaves alone.

import type { Rule } from '../rule.ts'
import { aoeAnswerImpossible } from './aoe/aoe-answer-impossible.ts'
import { aoeAnswerMissing } from './aoe/aoe-answer-missing.ts'
import { aoeAnswerTurned } from './aoe/aoe-answer-turned.ts'
import { aoeAnswerUnmapped } from './aoe/aoe-answer-unmapped.ts'
import { aoeNotAsked } from './aoe/aoe-not-asked.ts'
import { aoeQuestionUnknown } from './aoe/aoe-question-unknown.ts'
import { aoeRequiredDiffers } from './aoe/aoe-required-differs.ts'
import { aoeTypeDiffers } from './aoe/aoe-type-differs.ts'
import { aoeUnitDiffers } from './aoe/aoe-unit-differs.ts'
import { aoeUnmapped } from './aoe/aoe-unmapped.ts'
import { codeInactive } from './code/code-inactive.ts'
import { codeLoincInvalid } from './code/code-loinc-invalid.ts'
import { codeLoincMissing } from './code/code-loinc-missing.ts'
import { codeLoincTwice } from './code/code-loinc-twice.ts'
import { codeLoincUnlike } from './code/code-loinc-unlike.ts'
import { codeManyToOne } from './code/code-many-to-one.ts'
import { codeManyToOneMethod } from './code/code-many-to-one-method.ts'
import { codeManyToOneSpecimen } from './code/code-many-to-one-specimen.ts'
import { codeNameChanged } from './code/code-name-changed.ts'
import { codeNeverArrives } from './code/code-never-arrives.ts'
import { codeNotInCatalog } from './code/code-not-in-catalog.ts'
import { codeOrderAsResult } from './code/code-order-as-result.ts'
import { codeTargetInactive } from './code/code-target-inactive.ts'
import { codeTargetUnknown } from './code/code-target-unknown.ts'
import { codeUnmapped } from './code/code-unmapped.ts'
import { flagAbsent } from './flag/flag-absent.ts'
import { flagContradicts } from './flag/flag-contradicts.ts'
import { flagCriticalLost } from './flag/flag-critical-lost.ts'
import { flagCriticalMissing } from './flag/flag-critical-missing.ts'
import { flagCriticalUnsaid } from './flag/flag-critical-unsaid.ts'
import { flagMeaningChanges } from './flag/flag-meaning-changes.ts'
import { flagNotTaken } from './flag/flag-not-taken.ts'
import { flagUnknown } from './flag/flag-unknown.ts'
import { flagUnmapped } from './flag/flag-unmapped.ts'
import { identityAuthorityDiffers } from './identity/identity-authority-differs.ts'
import { identityAuthorityUnknown } from './identity/identity-authority-unknown.ts'
import { identityDemographics } from './identity/identity-demographics.ts'
import { loincComponent } from './loinc/loinc-component.ts'
import { loincDeprecated } from './loinc/loinc-deprecated.ts'
import { loincMethod } from './loinc/loinc-method.ts'
import { loincNameUnlike } from './loinc/loinc-name-unlike.ts'
import { loincProperty } from './loinc/loinc-property.ts'
import { loincPropertyUnlikeUnit } from './loinc/loinc-property-unlike-unit.ts'
import { loincScale } from './loinc/loinc-scale.ts'
import { loincScaleUnlikeType } from './loinc/loinc-scale-unlike-type.ts'
import { loincSystem } from './loinc/loinc-system.ts'
import { loincSystemUnlikeSpecimen } from './loinc/loinc-system-unlike-specimen.ts'
import { loincTime } from './loinc/loinc-time.ts'
import { panelExtra } from './panel/panel-extra.ts'
import { panelIncomplete } from './panel/panel-incomplete.ts'
import { panelMemberUnknown } from './panel/panel-member-unknown.ts'
import { panelMissing } from './panel/panel-missing.ts'
import { panelModeDiffers } from './panel/panel-mode-differs.ts'
import { panelReflexUnmapped } from './panel/panel-reflex-unmapped.ts'
import { panelResultLost } from './panel/panel-result-lost.ts'
import { panelUnexpected } from './panel/panel-unexpected.ts'
import { rangeCriticalDiffers } from './range/range-critical-differs.ts'
import { rangeCriticalInside } from './range/range-critical-inside.ts'
import { rangeDisagrees } from './range/range-disagrees.ts'
import { rangeGap } from './range/range-gap.ts'
import { rangeInverted } from './range/range-inverted.ts'
import { rangeMagnitude } from './range/range-magnitude.ts'
import { rangeMissing } from './range/range-missing.ts'
import { rangeNotConverted } from './range/range-not-converted.ts'
import { rangeOverlap } from './range/range-overlap.ts'
import { rangePrinted } from './range/range-printed.ts'
import { rangeUnreadable } from './range/range-unreadable.ts'
import { reportCondition } from './report/report-condition.ts'
import { reportDate } from './report/report-date.ts'
import { reportLaboratory } from './report/report-laboratory.ts'
import { reportLaboratoryAddress } from './report/report-laboratory-address.ts'
import { reportLaboratoryChanged } from './report/report-laboratory-changed.ts'
import { reportPatient } from './report/report-patient.ts'
import { reportResult } from './report/report-result.ts'
import { reportSpecimen } from './report/report-specimen.ts'
import { reportTest } from './report/report-test.ts'
import { specimenDiffers } from './specimen/specimen-differs.ts'
import { specimenMeaningChanges } from './specimen/specimen-meaning-changes.ts'
import { specimenMerged } from './specimen/specimen-merged.ts'
import { specimenUnlike } from './specimen/specimen-unlike.ts'
import { specimenUnmapped } from './specimen/specimen-unmapped.ts'
import { statusBlank } from './status/status-blank.ts'
import { statusMeaningChanges } from './status/status-meaning-changes.ts'
import { statusNotTaken } from './status/status-not-taken.ts'
import { statusUnknown } from './status/status-unknown.ts'
import { statusUnmapped } from './status/status-unmapped.ts'
import { textCharacterSet } from './text/text-character-set.ts'
import { textDocument } from './text/text-document.ts'
import { textNotesLost } from './text/text-notes-lost.ts'
import { textTooLong } from './text/text-too-long.ts'
import { timeCollectionChanged } from './time/time-collection-changed.ts'
import { timeFuture } from './time/time-future.ts'
import { timeMissing } from './time/time-missing.ts'
import { timeOrder } from './time/time-order.ts'
import { timeZoneDiffers } from './time/time-zone-differs.ts'
import { unitAmbiguous } from './unit/unit-ambiguous.ts'
import { unitConvention } from './unit/unit-convention.ts'
import { unitConversion } from './unit/unit-conversion.ts'
import { unitMagnitude } from './unit/unit-magnitude.ts'
import { unitMissing } from './unit/unit-missing.ts'
import { unitNotCommensurable } from './unit/unit-not-commensurable.ts'
import { unitRenamed } from './unit/unit-renamed.ts'
import { unitSpelling } from './unit/unit-spelling.ts'
import { unitUnknown } from './unit/unit-unknown.ts'
import { unitUnmapped } from './unit/unit-unmapped.ts'
import { valueAnswerUnknown } from './value/value-answer-unknown.ts'
import { valueAnswersDiffer } from './value/value-answers-differ.ts'
import { valueComparator } from './value/value-comparator.ts'
import { valueDecimalMark } from './value/value-decimal-mark.ts'
import { valueDelta } from './value/value-delta.ts'
import { valueImpossible } from './value/value-impossible.ts'
import { valueMagnitude } from './value/value-magnitude.ts'
import { valuePrecision } from './value/value-precision.ts'
import { valueTextInNumber } from './value/value-text-in-number.ts'
import { valueTypeDiffers } from './value/value-type-differs.ts'

export const rules: readonly Rule[] = [
  ...[
    codeInactive,
    codeLoincInvalid,
    codeLoincMissing,
    codeLoincTwice,
    codeLoincUnlike,
    codeManyToOneMethod,
    codeManyToOneSpecimen,
    codeManyToOne,
    codeNameChanged,
    codeNeverArrives,
    codeNotInCatalog,
    codeOrderAsResult,
    codeTargetInactive,
    codeTargetUnknown,
    codeUnmapped,
  ],
  ...[
    loincComponent,
    loincDeprecated,
    loincMethod,
    loincNameUnlike,
    loincPropertyUnlikeUnit,
    loincProperty,
    loincScaleUnlikeType,
    loincScale,
    loincSystemUnlikeSpecimen,
    loincSystem,
    loincTime,
  ],
  ...[
    unitAmbiguous,
    unitConvention,
    unitConversion,
    unitMagnitude,
    unitMissing,
    unitNotCommensurable,
    unitRenamed,
    unitSpelling,
    unitUnknown,
    unitUnmapped,
  ],
  ...[
    rangeCriticalDiffers,
    rangeCriticalInside,
    rangeDisagrees,
    rangeGap,
    rangeInverted,
    rangeMagnitude,
    rangeMissing,
    rangeNotConverted,
    rangeOverlap,
    rangePrinted,
    rangeUnreadable,
  ],
  ...[
    flagAbsent,
    flagContradicts,
    flagCriticalLost,
    flagCriticalMissing,
    flagCriticalUnsaid,
    flagMeaningChanges,
    flagNotTaken,
    flagUnknown,
    flagUnmapped,
  ],
  ...[
    valueAnswerUnknown,
    valueAnswersDiffer,
    valueComparator,
    valueDecimalMark,
    valueDelta,
    valueImpossible,
    valueMagnitude,
    valuePrecision,
    valueTextInNumber,
    valueTypeDiffers,
  ],
  ...[
    panelExtra,
    panelIncomplete,
    panelMemberUnknown,
    panelMissing,
    panelModeDiffers,
    panelReflexUnmapped,
    panelResultLost,
    panelUnexpected,
  ],
  ...[
    aoeAnswerImpossible,
    aoeAnswerMissing,
    aoeAnswerTurned,
    aoeAnswerUnmapped,
    aoeNotAsked,
    aoeQuestionUnknown,
    aoeRequiredDiffers,
    aoeTypeDiffers,
    aoeUnitDiffers,
    aoeUnmapped,
  ],
  ...[statusBlank, statusMeaningChanges, statusNotTaken, statusUnknown, statusUnmapped],
  ...[specimenDiffers, specimenMeaningChanges, specimenMerged, specimenUnlike, specimenUnmapped],
  ...[timeCollectionChanged, timeFuture, timeMissing, timeOrder, timeZoneDiffers],
  ...[identityAuthorityDiffers, identityAuthorityUnknown, identityDemographics],
  ...[
    reportCondition,
    reportDate,
    reportLaboratoryAddress,
    reportLaboratoryChanged,
    reportLaboratory,
    reportPatient,
    reportResult,
    reportSpecimen,
    reportTest,
  ],
  ...[textCharacterSet, textDocument, textNotesLost, textTooLong],
]

/** The rule of this name; undefined where there is none. */
export function ruleNamed(name: string): Rule | undefined {
  return byName.get(name)
}

const byName: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.name, rule]))
