// The message structures of HL7 v2 that a laboratory meets, as one grammar for each, wide enough for 2.3 to 2.8. The one
// thing to know: it is for finding one's way, not for validation, so ORC and the like are optional where senders omit
// them. Source: HL7 v2.3 to v2.8, chapters 3, 4, 7, 8, 9 and 13, abstract message syntax.
//
// NAME* repeats. GROUP*( … ) is a group, of which the first word is its name. A group is opened by a segment that can
// come first in it; GROUP*:PID( … ) says which, where that would be ambiguous. One name twice is a choice of two forms.

const visit = 'PV1 PV2 PRT*'
const insurance = 'INSURANCE*(IN1 IN2 IN3* AUT* RF1* PRT*)'
const timing = 'TIMING*(TQ1 TQ2* PRT*)'
const specimen =
  'SPECIMEN*(SPM NTE* PRT* SPECIMEN_OBSERVATION*(OBX PRT* NTE*) CONTAINER*(SAC NTE* CONTAINER_OBSERVATION*(OBX PRT* NTE*)))'
const observation = 'OBSERVATION*(OBX TCD PRT* NTE*)'
const prior = [
  'PRIOR_RESULT*:PID(PATIENT_PRIOR(PID PD1 NTE* PRT* ARV*) PATIENT_VISIT_PRIOR(PV1 PV2 PRT*) AL1* ',
  'ORDER_PRIOR*(ORC PRT* TIMING_PRIOR*(TQ1 TQ2*) OBR NTE* PRT* OBSERVATION_PRIOR*(OBX PRT* NTE*)))',
].join('')
const admission = [
  'ROL* NK1* PV1 PV2 ROL* ARV* PRT* DB1* OBX* AL1* DG1* DRG PROCEDURE*(PR1 ROL* PRT*) GT1* ',
  'INSURANCE*(IN1 IN2 IN3* ROL* AUT* RF1* PRT*) ACC UB1 UB2 PDA',
].join('')
const header = 'MSH ARV* SFT* UAC NTE*'
const patientEvent = `${header} EVN PID PD1 ARV* PRT*`
const answer = 'MSH MSA ERR* ARV* SFT* UAC NTE*'
const catalog = (name: string, content: string) => `${header} MFI ${name}*(MFE ${content})`

/** Structure by name (table 0354). */
export const structures: Readonly<Record<string, string>> = {
  ACK: 'MSH ARV* SFT* UAC MSA ERR*',
  ORU_R01: [
    `${header} PATIENT_RESULT*(PATIENT(PID PD1 PRT* NTE* NK1* ARV* PATIENT_OBSERVATION*(OBX PRT*) VISIT(${visit})) `,
    'ORDER_OBSERVATION*(ORC PRT* OBR NTE* PRT* TIMING_QTY*(TQ1 TQ2*) CTD OBSERVATION*(OBX PRT* NTE*) FT1* CTI* ',
    'SPECIMEN*(SPM NTE* PRT* SPECIMEN_OBSERVATION*(OBX PRT*) CONTAINER*(SAC)) DEVICE*(DEV OBX*))) DSC',
  ].join(''),
  OUL_R22: [
    `${header} PATIENT(PID PD1 PRT* ARV* NTE* PATIENT_OBSERVATION*(OBX PRT*)) VISIT(${visit}) NK1* `,
    'SPECIMEN*(SPM PRT* SPECIMEN_OBSERVATION*(OBX PRT*) CONTAINER*(SAC INV CONTAINER_OBSERVATION*(OBX PRT*)) ',
    'ORDER*:OBR(OBR PRT* ORC PRT* NTE* TIMING_QTY*(TQ1 TQ2*) RESULT*(OBX TCD PRT* SID* NTE*) CTI* PRT*) ',
    'ORDER*:ORC(ORC PRT* OBR PRT* NTE* TIMING_QTY*(TQ1 TQ2*) RESULT*(OBX TCD PRT* SID* NTE*) CTI* PRT*) DEVICE*(DEV OBX*)) DSC',
  ].join(''),
  OUL_R21: [
    `${header} PATIENT(PID PD1 PRT* NTE*) VISIT(${visit}) ORDER_OBSERVATION*(CONTAINER(SAC SID) ORC OBR NTE* `,
    'TIMING_QTY*(TQ1 TQ2*) OBSERVATION*(OBX TCD SID* NTE*) CTI*) DSC',
  ].join(''),
  OML_O21: [
    `${header} PATIENT(PID PD1 PRT* NTE* NK1* ARV* PATIENT_VISIT(${visit}) ${insurance} GT1 AL1*) `,
    `ORDER*(ORC NTE* PRT* ${timing} OBSERVATION_REQUEST(OBR TCD NTE* PRT* CTD DG1* REL* ${timing} ${observation} `,
    `${specimen} IPC* SHIPMENT*(SHP OBX*) ${prior}) FT1* CTI* BLG)`,
  ].join(''),
  OML_O33: [
    `${header} PATIENT(PID PD1 PRT* NTE* NK1* ARV* PATIENT_VISIT(${visit}) ${insurance} GT1 AL1*) `,
    'SPECIMEN*(SPM NTE* PRT* SPECIMEN_OBSERVATION*(OBX PRT*) CONTAINER*(SAC NTE*) ',
    `ORDER*(ORC NTE* PRT* ${timing} OBSERVATION_REQUEST(OBR TCD NTE* PRT* DG1* REL* ${observation} ${prior}) FT1* CTI* BLG) `,
    'DEVICE*(DEV OBX*))',
  ].join(''),
  OML_O35: [
    `${header} PATIENT(PID PD1 PRT* NTE* NK1* ARV* PATIENT_VISIT(${visit}) ${insurance} GT1 AL1*) `,
    'SPECIMEN*(SPM NTE* PRT* SPECIMEN_OBSERVATION*(OBX PRT*) SPECIMEN_CONTAINER*(SAC NTE* ',
    `ORDER*(ORC NTE* PRT* ${timing} OBSERVATION_REQUEST(OBR TCD NTE* PRT* DG1* ${observation} ${prior}) FT1* CTI* BLG)))`,
  ].join(''),
  OMG_O19: [
    `${header} PATIENT(PID PD1 PRT* NTE* NK1* ARV* PATIENT_VISIT(${visit}) ${insurance} GT1 AL1*) `,
    `ORDER*(ORC NTE* PRT* ${timing} OBR NTE* PRT* CTD DG1* REL* ${observation} ${specimen} ${prior} FT1* CTI* BLG)`,
  ].join(''),
  ORL_O22: [
    `${answer} RESPONSE(PATIENT(PID PRT* ARV* PD1 NTE*) ORDER*(ORC NTE* PRT* ${timing} `,
    `OBSERVATION_REQUEST(OBR TCD NTE* PRT* ${observation} ${specimen})))`,
  ].join(''),
  ORL_O34: [
    `${answer} RESPONSE(PATIENT(PID PRT* ARV* PD1 NTE* SPECIMEN*(SPM OBX* SAC* ORDER*(ORC PRT* ${timing} `,
    'OBSERVATION_REQUEST(OBR TCD NTE* PRT* OBX*)))))',
  ].join(''),
  ORM_O01: [
    `${header} PATIENT(PID PD1 PRT* NTE* NK1* PATIENT_VISIT(${visit}) ${insurance} GT1 AL1*) `,
    `ORDER*(ORC NTE* PRT* ${timing} ORDER_DETAIL(OBR RQD RQ1 RXO ODS ODT NTE* CTD DG1* ${timing} ${observation} `,
    `${specimen}) FT1* CTI* BLG)`,
  ].join(''),
  ORR_O02: [
    `${answer} RESPONSE(PATIENT(PID NTE*) ORDER*(ORC NTE* PRT* ${timing} `,
    `ORDER_DETAIL(OBR RQD RQ1 RXO ODS ODT NTE* ${observation}) CTI*))`,
  ].join(''),
  ORG_O20: [
    `${answer} RESPONSE(PATIENT(PID NTE*) ORDER*(ORC NTE* PRT* ${timing} `,
    `OBSERVATION_GROUP(OBR NTE* PRT*) CTI* ${specimen}))`,
  ].join(''),
  MDM_T01: `${header} EVN PID PV1 COMMON_ORDER*(ORC PRT* ${timing} OBR NTE* PRT*) TXA CON*`,
  MDM_T02: [
    `${header} EVN PID PRT* PV1 PRT* COMMON_ORDER*(ORC PRT* ${timing} OBR NTE* PRT*) TXA CON* `,
    'OBSERVATION*(OBX PRT* NTE*)',
  ].join(''),
  ADT_A01: `${patientEvent} ${admission}`,
  ADT_A02: `${patientEvent} ROL* PV1 PV2 ROL* ARV* DB1* OBX* PDA`,
  ADT_A03: `${patientEvent} ROL* NK1* PV1 PV2 ROL* ARV* DB1* AL1* DG1* DRG PROCEDURE*(PR1 ROL*) OBX* GT1* ${insurance} ACC PDA`,
  ADT_A09: `${patientEvent} PV1 PV2 ARV* DB1* OBX* DG1*`,
  ADT_A15: `${patientEvent} ROL* PV1 PV2 ARV* ROL* DB1* OBX* DG1*`,
  ADT_A17: `${header} EVN PATIENT*(PID PD1 PRT* ARV* PV1 PV2 DB1* OBX*)`,
  ADT_A18: `${patientEvent} MRG PV1`,
  ADT_A24: `${header} EVN PATIENT*(PID PD1 PRT* ARV* PV1 DB1*)`,
  ADT_A30: `${patientEvent} MRG`,
  ADT_A38: `${patientEvent} PV1 PV2 ARV* DB1* OBX* DG1* DRG`,
  ADT_A39: `${header} EVN PATIENT*(PID PD1 PRT* ARV* MRG PV1)`,
  ADT_A43: `${header} EVN PATIENT*(PID PD1 PRT* ARV* MRG)`,
  ADT_A45: `${patientEvent} MERGE_INFO*(MRG PV1)`,
  ADT_A50: `${patientEvent} MRG PV1`,
  ADT_A60: `${patientEvent} VISIT_GROUP(PV1 PV2 ARV* PRT*) ADVERSE_REACTION_GROUP*(IAM NTE* IAR*)`,
  BAR_P01: `${patientEvent} ROL* VISIT*(PV1 PV2 ROL* DB1* OBX* AL1* DG1* DRG PROCEDURE*(PR1 ROL*) GT1* NK1* ${insurance} ACC UB1 UB2)`,
  DFT_P03: [
    `${patientEvent} ROL* PV1 PV2 ROL* DB1* COMMON_ORDER*(ORC ${timing} ORDER(OBR NTE*) OBSERVATION*(OBX NTE*)) `,
    `FINANCIAL*(FT1 NTE* PROCEDURE*(PR1 ROL*)) DG1* DRG GT1* ${insurance} ACC`,
  ].join(''),
  MFN_M01: catalog('MF', 'ZZZ*'),
  MFN_M02: catalog('MF_STAFF', 'STF PRA* ORG* AFF* LAN* EDU* CER* NTE*'),
  MFN_M03: catalog('MF_TEST', 'OM1 OM2 OM3 OM4* OM5 OM6 NTE*'),
  MFN_M04: catalog('MF_CDM', 'NTE* CDM PRC*'),
  MFN_M05: catalog('MF_LOCATION', 'LOC LCH* LRL* MF_LOC_DEPT*(LDP LCH* LCC*)'),
  MFN_M08: catalog('MF_TEST_NUMERIC', 'NTE* OM1 NTE* OMC* OM2 OM3 OM4* NTE*'),
  MFN_M09: catalog('MF_TEST_CATEGORICAL', 'NTE* OM1 NTE* OMC* MF_TEST_CAT_DETAIL(OM3 OM4*)'),
  MFN_M10: catalog('MF_TEST_BATTERIES', 'NTE* OM1 NTE* OMC* MF_TEST_BATT_DETAIL(OM5 OM4*)'),
  MFN_M11: catalog('MF_TEST_CALCULATED', 'NTE* OM1 NTE* OMC* MF_TEST_CALC_DETAIL(OM6 OM2)'),
  MFN_M12: catalog('MF_OBS_ATTRIBUTES', 'NTE* OM1 NTE* MF_OBS_OTHER_ATTRIBUTES*(OM7) OMC* PRT*'),
  MFN_M18: catalog('MF_PAYER', 'PM1 MCP*'),
  MFK_M01: `${answer} MFI MFA*`,
}

/** Which structure a message code and trigger event have (table 0354), where they differ from CODE_EVENT. */
export const structureOfEvent: Readonly<Record<string, string>> = {
  ...events('ADT_A01', 'ADT', 'A01 A04 A08 A13'),
  ...events('ADT_A02', 'ADT', 'A02 A21 A22 A23 A25 A26 A27 A29 A32 A33'),
  ...events('ADT_A03', 'ADT', 'A03 A16'),
  ...events('ADT_A01', 'ADT', 'A05 A06 A07 A14 A28 A31'),
  ...events('ADT_A09', 'ADT', 'A09 A10 A11 A12'),
  ...events('ADT_A24', 'ADT', 'A24 A37'),
  ...events('ADT_A30', 'ADT', 'A30 A34 A35 A36 A46 A47 A48 A49'),
  ...events('ADT_A39', 'ADT', 'A39 A40 A41 A42'),
  ...events('ADT_A43', 'ADT', 'A43 A44'),
  ...events('ADT_A50', 'ADT', 'A50 A51'),
  ...events('ADT_A15', 'ADT', 'A15 A54 A55'),
  ...events('ORU_R01', 'ORU', 'R01 R03 R30 R31 R32 R40 W01'),
  ...events('OUL_R22', 'OUL', 'R22 R23 R24'),
  ...events('MDM_T01', 'MDM', 'T01 T03 T05 T07 T09 T11'),
  ...events('MDM_T02', 'MDM', 'T02 T04 T06 T08 T10'),
  ...events('MFN_M03', 'MFN', 'M03'),
  ...events('MFK_M01', 'MFK', 'M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 M11 M12 M13 M14 M15 M16 M17 M18'),
}

function events(structure: string, code: string, list: string): Record<string, string> {
  return Object.fromEntries(list.split(' ').map((event) => [`${code}^${event}`, structure]))
}
