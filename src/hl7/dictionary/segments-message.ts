// Segments of control, batches and files (HL7 v2.3 to v2.8, chapters 2 and 3). The one thing to know: types
// are those of 2.5.1; later versions put DTM for TS and CWE for CE and IS, with the same first components.
//
// A line without indent names a segment; below it each field: number, data type, usage, table, name, and in brackets the
// version that brought it, if later than 2.3. Usage is 2.5.1's: R required, C conditional, O optional, B kept for older
// versions; * repeats.

export const controlSegments = `
MSH Message Header
  1 ST R Field Separator
  2 ST R Encoding Characters
  3 HD O #0361 Sending Application
  4 HD O #0362 Sending Facility
  5 HD O #0361 Receiving Application
  6 HD O #0362 Receiving Facility
  7 TS R Date/Time Of Message
  8 ST O Security
  9 MSG R Message Type
  10 ST R Message Control ID
  11 PT R #0103 Processing ID
  12 VID R #0104 Version ID
  13 NM O Sequence Number
  14 ST O Continuation Pointer
  15 ID O #0155 Accept Acknowledgment Type
  16 ID O #0155 Application Acknowledgment Type
  17 ID O #0399 Country Code
  18 ID O* #0211 Character Set
  19 CE O Principal Language Of Message
  20 ID O #0356 Alternate Character Set Handling Scheme (2.3.1)
  21 EI O* #0449 Message Profile Identifier (2.4)
  22 XON O Sending Responsible Organization (2.6)
  23 XON O Receiving Responsible Organization (2.6)
  24 HD O Sending Network Address (2.6)
  25 HD O Receiving Network Address (2.6)
MSA Message Acknowledgment
  1 ID R #0008 Acknowledgment Code
  2 ST R Message Control ID
  3 ST O Text Message
  4 NM O Expected Sequence Number
  5 ID B #0102 Delayed Acknowledgment Type
  6 CE B #0357 Error Condition
  7 NM O Message Waiting Number (2.6)
  8 ID O #0520 Message Waiting Priority (2.6)
ERR Error
  1 ELD B* #0060 Error Code and Location
  2 ERL O* Error Location (2.5)
  3 CWE R #0357 HL7 Error Code (2.5)
  4 ID R #0516 Severity (2.5)
  5 CWE O #0533 Application Error Code (2.5)
  6 ST O* Application Error Parameter (2.5)
  7 TX O Diagnostic Information (2.5)
  8 TX O User Message (2.5)
  9 IS O* #0517 Inform Person Indicator (2.5)
  10 CWE O #0518 Override Type (2.5)
  11 CWE O* #0519 Override Reason Code (2.5)
  12 XTN O* Help Desk Contact Point (2.5)
SFT Software Segment
  1 XON R Software Vendor Organization
  2 ST R Software Certified Version or Release Number
  3 ST R Software Product Name
  4 ST R Software Binary ID
  5 TX O Software Product Information
  6 TS O Software Install Date
UAC User Authentication Credential
  1 CWE R #0615 User Authentication Credential Type Code
  2 ED R User Authentication Credential
EVN Event Type
  1 ID B #0003 Event Type Code
  2 TS R Recorded Date/Time
  3 TS O Date/Time Planned Event
  4 IS O #0062 Event Reason Code
  5 XCN O* #0188 Operator ID
  6 TS O Event Occurred
  7 HD O Event Facility (2.4)
DSC Continuation Pointer
  1 ST O Continuation Pointer
  2 ID O #0398 Continuation Style (2.4)
BHS Batch Header
  1 ST R Batch Field Separator
  2 ST R Batch Encoding Characters
  3 HD O Batch Sending Application
  4 HD O Batch Sending Facility
  5 HD O Batch Receiving Application
  6 HD O Batch Receiving Facility
  7 TS O Batch Creation Date/Time
  8 ST O Batch Security
  9 ST O Batch Name/ID/Type
  10 ST O Batch Comment
  11 ST O Batch Control ID
  12 ST O Reference Batch Control ID
  13 HD O Batch Sending Network Address (2.6)
  14 HD O Batch Receiving Network Address (2.6)
BTS Batch Trailer
  1 ST O Batch Message Count
  2 ST O Batch Comment
  3 NM O* Batch Totals
FHS File Header
  1 ST R File Field Separator
  2 ST R File Encoding Characters
  3 HD O File Sending Application
  4 HD O File Sending Facility
  5 HD O File Receiving Application
  6 HD O File Receiving Facility
  7 TS O File Creation Date/Time
  8 ST O File Security
  9 ST O File Name/ID
  10 ST O File Header Comment
  11 ST O File Control ID
  12 ST O Reference File Control ID
  13 HD O File Sending Network Address (2.6)
  14 HD O File Receiving Network Address (2.6)
FTS File Trailer
  1 NM O File Batch Count
  2 ST O File Trailer Comment
`
