// Everything in an order's life that somebody must look at, as one table. The one thing to know: none of it stops a
// result; what is doubtful is delivered, flagged and owned.
import type { LedgerConcern } from './concern.ts'

type Alarm = Pick<LedgerConcern, 'kind' | 'severity' | 'text'>

export const alarms = {
  'requested-otherwise': {
    kind: 'number-shared',
    severity: 'high',
    text: 'The placer asked again under the same number, for another test, priority or start. Neither is held for this; ask the placer which holds, and cancel the other.',
  },
  'requested-after-end': {
    kind: 'illegal-transition',
    severity: 'normal',
    text: 'The placer asked again for an order that had come to its end. Ask whether a new number was meant.',
  },
  'refused-by-filler': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The laboratory will not do this order (UA). Tell the orderer, correct the order, or cancel it.',
  },
  'test-given-up': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The laboratory will not do, or has cancelled, one of several tests that were asked for under this number; the others go on. Tell the orderer, and see that the chart does not show the whole order as ended.',
  },
  'number-not-given': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The placer will not take an order that the laboratory opened (UA). The work goes on without an order; settle it between both.',
  },
  'accepted-after-cancel': {
    kind: 'illegal-transition',
    severity: 'normal',
    text: 'The laboratory accepted an order after it was cancelled. Make sure that both sides hold it as cancelled.',
  },
  'cancel-refused': {
    kind: 'cancel-refused',
    severity: 'normal',
    text: 'The laboratory could not cancel (UC): the work goes on. Make sure that the orderer knows.',
  },
  'replace-refused': {
    kind: 'cancel-refused',
    severity: 'high',
    text: 'The laboratory could not replace the order (UM): it goes on as it was. Make sure that the orderer knows, and that the new order is not done as well.',
  },
  'change-refused': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The change of an order was refused (UX): the other side goes on as before. Make sure that the orderer knows, and that both sides show the same.',
  },
  'hold-refused': {
    kind: 'order-refused',
    severity: 'normal',
    text: 'The laboratory could not put the order on hold (UH): the work goes on. Make sure that the orderer knows.',
  },
  'release-refused': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The order could not be released from its hold (UR): nothing will be done. Tell the orderer, and have it ordered anew if need be.',
  },
  'data-errors': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The receiver found errors in the data of an order (DE) and may not have taken it. Correct the order and send it again.',
  },
  'changed-after-end': {
    kind: 'illegal-transition',
    severity: 'high',
    text: 'The placer changed an order (XO) that had come to its end. The laboratory will hardly do it again; ask the orderer whether a new order is meant.',
  },
  'cancelled-unasked': {
    kind: 'illegal-transition',
    severity: 'low',
    text: 'The laboratory confirmed a cancellation (CR, DR, RQ) for which no request was seen. The order counts as cancelled.',
  },
  'cancelled-with-results': {
    kind: 'illegal-transition',
    severity: 'high',
    text: 'The order was cancelled though results were reported. Ask the laboratory whether the results stand, and have them withdrawn if not.',
  },
  'result-after-cancel': {
    kind: 'illegal-transition',
    severity: 'high',
    text: 'A result came after the order was cancelled. It is not held for this; make sure that the chart shows it and that the cancellation is taken back.',
  },
  'result-after-refusal': {
    kind: 'illegal-transition',
    severity: 'normal',
    text: 'A result came for an order that the laboratory had refused. It is not held for this; make sure that the chart shows it, or ask the laboratory whose it is.',
  },
  'status-after-end': {
    kind: 'illegal-transition',
    severity: 'low',
    text: 'A status of work in progress came for an order that was cancelled or refused. Ask the laboratory whether it still works on it.',
  },
  'order-not-found': {
    kind: 'order-refused',
    severity: 'high',
    text: 'The laboratory answered that it has no such order (ORC-5 ER, OBR-25 Y or Z). Send the order again, or enter it there.',
  },
  'specimen-rejected': {
    kind: 'specimen-rejected',
    severity: 'high',
    text: 'The laboratory rejected the specimen. Have it collected again, or cancel the order.',
  },
  'not-followed': {
    kind: 'illegal-transition',
    severity: 'normal',
    text: 'The order control code (ORC-1) stands in no table, so the ledger cannot follow it. The message is not held for this; see that both sides came to the same end.',
  },
  'silent-overwrite': {
    kind: 'silent-overwrite',
    severity: 'high',
    text: 'Another value or unit came under a status that does not announce a correction. It is not held for this. Tell the ward which value holds, since somebody may have acted on the first, and ask the laboratory to report a correction (OBX-11 C).',
  },
  'silent-meaning': {
    kind: 'silent-overwrite',
    severity: 'high',
    text: 'The flag or the reference range of a final result changed without a correction. It is not held for this. Tell the ward, and ask the laboratory to report a correction (OBX-11 C).',
  },
  'silent-detail': {
    kind: 'silent-overwrite',
    severity: 'normal',
    text: 'The time of collection or the performing laboratory of a final result changed without a correction. Ask the laboratory which holds; it should report a correction (OBX-11 C).',
  },
  'silent-note': {
    kind: 'silent-overwrite',
    severity: 'low',
    text: 'The comment of a final result changed without a correction. See whether the ward must know of it; the laboratory should report a correction (OBX-11 C).',
  },
  'component-missing': {
    kind: 'component-missing',
    severity: 'high',
    text: 'A component that was reported before is missing from a report that should be whole, and the chart may still show it. Ask the laboratory whether it was withdrawn; if so, have that reported (OBX-11 D or W).',
  },
  'panel-incomplete': {
    kind: 'component-missing',
    severity: 'high',
    text: 'The report is final, and a component that the laboratory’s catalog has for this test was never reported, not even as one that cannot be obtained. The chart may show the order as complete, so that nobody waits for it there. Ask the laboratory for the rest; a component that may be left out belongs into the column optional of the catalog.',
  },
  'report-empty': {
    kind: 'component-missing',
    severity: 'high',
    text: 'The report is final (OBR-25) and holds no result, no document and no note that says why; nothing was reported before. The order is waited for, and the chart may show it as complete. Ask the laboratory for the result, or to report that there is none (OBR-25 X).',
  },
  'other-test': {
    kind: 'other-test',
    severity: 'high',
    text: 'The report is of another test (OBR-4) than was asked for under this number, by the map of the tests. It is not held for this, and does not end the order. Find out whether the laboratory did another test, or reported it under the wrong number; where the two are one test, correct the map; where one is part of the other, give both their components in the laboratory’s catalog.',
  },
  'line-missing': {
    kind: 'component-missing',
    severity: 'high',
    text: 'A text came again with fewer parts (OBX) than before, and the missing ones were not withdrawn: the chart may show old and new together. Ask the laboratory whether it amended the text or added to it.',
  },
  'parts-differ': {
    kind: 'component-missing',
    severity: 'normal',
    text: 'The text of a report changed and its document (PDF) did not come anew: the chart may show the old document beside the new text. Ask the laboratory for the document.',
  },
  'siblings-differ': {
    kind: 'silent-overwrite',
    severity: 'high',
    text: 'Two orders on one specimen report the same component with different final values. Neither is held for this, so the chart may show both; ask the laboratory which holds, and have the other corrected.',
  },
  'corrected-outside': {
    kind: 'silent-overwrite',
    severity: 'high',
    text: 'The laboratory to which the work was sent corrected a result that the sending laboratory has already reported as final. The chart may show the old value until the sending laboratory reports the correction. Ask for it, and tell the ward.',
  },
  'blood-group-differs': {
    kind: 'identity-conflict',
    severity: 'critical',
    text: 'The blood group (ABO or Rh) differs from the one known of this patient. It is not held for this. The specimen may be another patient’s: call the laboratory and the ward at once, and let nobody rely on either before it is drawn again.',
  },
  'collection-unclear': {
    kind: 'number-shared',
    severity: 'high',
    text: 'A correction came under a filler number (ORC-3, OBR-3) that is new, for an order of several collections, and its time (OBR-7) does not say which it corrects. It is not held for this, and is kept with the first. Ask the laboratory which collection is meant.',
  },
  'observation-unclear': {
    kind: 'silent-overwrite',
    severity: 'high',
    text: 'A correction or withdrawal came under a sub-identifier (OBX-4) that is new, in a report that only adds, and another result of the same code stands (as of another isolate). Neither is held for this, and they are kept beside each other: the chart may show both. Ask the laboratory whether the new one takes the place of the old; if so, have the old one withdrawn (OBX-11 D or W).',
  },
  'fell-back': {
    kind: 'status-fell-back',
    severity: 'critical',
    text: 'Another value came under a lower status than the one it replaces: the chart may now show a result that was already replaced. Compare the versions with the laboratory at once.',
  },
  'fell-back-late': {
    kind: 'late-version',
    severity: 'critical',
    text: 'A version that says it is older came after a newer one, with another value: the chart may now show the older. Compare the versions with the laboratory at once.',
  },
  'fell-back-same': {
    kind: 'status-fell-back',
    severity: 'normal',
    text: 'The status of a result fell back while its value stayed. Ask the laboratory whether the result still stands.',
  },
  'withdrawn-again-shown': {
    kind: 'status-fell-back',
    severity: 'critical',
    text: 'A value came under a final or preliminary status after the observation was withdrawn: the chart may show a withdrawn result again. Compare with the laboratory at once.',
  },
  'report-fell-back': {
    kind: 'status-fell-back',
    severity: 'normal',
    text: 'The report was complete and is now said to be unfinished (OBR-25). Ask the laboratory whether the results still stand.',
  },
} as const satisfies Record<string, Alarm>
export type AlarmName = keyof typeof alarms

/** The concern of an alarm about what a system said. Alarms of one name and system have one cause. */
export function alarm(name: AlarmName, system: string): LedgerConcern {
  const { kind, severity, text } = alarms[name]
  return { kind, severity, text, cause: causeOf(name, system) }
}

export function causeOf(name: AlarmName, system: string): string {
  return `${alarms[name].kind}|${system}|${name}`
}
