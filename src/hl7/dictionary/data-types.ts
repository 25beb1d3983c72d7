// The components of data types (HL7 v2.3 to v2.8, chapter 2.A). The one thing to know: names are 2.5.1's, and what later
// versions added follows, with the version in brackets. A line without indent names a data type; below it each component:
// number, data type, table, name. A type without components has its name alone.

export const dataTypeTexts = `
AUI Authorization Information
  1 ST Authorization Number
  2 DT Date
  3 ST Source
CCD Charge Code and Date
  1 ID #0100 Invocation Event
  2 TS Date/time
CCP Channel Calibration Parameters
  1 NM Channel Calibration Sensitivity Correction Factor
  2 NM Channel Calibration Baseline
  3 NM Channel Calibration Time Skew
CD Channel Definition
  1 WVI Channel Identifier
  2 WVS Waveform Source
  3 CSU Channel Sensitivity/Units
  4 CCP Channel Calibration Parameters
  5 NM Channel Sampling Frequency
  6 NR Minimum/Maximum Data Values
CE Coded Element
  1 ST Identifier
  2 ST Text
  3 ID #0396 Name of Coding System
  4 ST Alternate Identifier
  5 ST Alternate Text
  6 ID #0396 Name of Alternate Coding System
CF Coded Element with Formatted Values
  1 ST Identifier
  2 FT Formatted Text
  3 ID #0396 Name of Coding System
  4 ST Alternate Identifier
  5 FT Alternate Formatted Text
  6 ID #0396 Name of Alternate Coding System
  7 ST Coding System Version ID (2.7)
  8 ST Alternate Coding System Version ID (2.7)
  9 ST Original Text (2.7)
  10 ST Second Alternate Identifier (2.7)
  11 FT Second Alternate Formatted Text (2.7)
  12 ID #0396 Name of Second Alternate Coding System (2.7)
  13 ST Second Alternate Coding System Version ID (2.7)
  14 ST Coding System OID (2.7)
  15 ST Value Set OID (2.7)
  16 DTM Value Set Version ID (2.7)
  17 ST Alternate Coding System OID (2.7)
  18 ST Alternate Value Set OID (2.7)
  19 DTM Alternate Value Set Version ID (2.7)
  20 ST Second Alternate Coding System OID (2.7)
  21 ST Second Alternate Value Set OID (2.7)
  22 DTM Second Alternate Value Set Version ID (2.7)
CNE Coded with No Exceptions
  1 ST Identifier
  2 ST Text
  3 ID #0396 Name of Coding System
  4 ST Alternate Identifier
  5 ST Alternate Text
  6 ID #0396 Name of Alternate Coding System
  7 ST Coding System Version ID
  8 ST Alternate Coding System Version ID
  9 ST Original Text
  10 ST Second Alternate Identifier (2.7)
  11 ST Second Alternate Text (2.7)
  12 ID #0396 Name of Second Alternate Coding System (2.7)
  13 ST Second Alternate Coding System Version ID (2.7)
  14 ST Coding System OID (2.7)
  15 ST Value Set OID (2.7)
  16 DTM Value Set Version ID (2.7)
  17 ST Alternate Coding System OID (2.7)
  18 ST Alternate Value Set OID (2.7)
  19 DTM Alternate Value Set Version ID (2.7)
  20 ST Second Alternate Coding System OID (2.7)
  21 ST Second Alternate Value Set OID (2.7)
  22 DTM Second Alternate Value Set Version ID (2.7)
CNN Composite ID Number and Name Simplified
  1 ST ID Number
  2 ST Family Name
  3 ST Given Name
  4 ST Second and Further Given Names or Initials Thereof
  5 ST Suffix
  6 ST Prefix
  7 IS #0360 Degree
  8 IS #0297 Source Table
  9 IS #0363 Assigning Authority - Namespace ID
  10 ST Assigning Authority - Universal ID
  11 ID #0301 Assigning Authority - Universal ID Type
CP Composite Price
  1 MO Price
  2 ID #0205 Price Type
  3 NM From Value
  4 NM To Value
  5 CE Range Units
  6 ID #0298 Range Type
CQ Composite Quantity with Units
  1 NM Quantity
  2 CE Units
CSU Channel Sensitivity and Units
  1 NM Channel Sensitivity
  2 ST Unit of Measure Identifier
  3 ST Unit of Measure Description
  4 ID #0396 Unit of Measure Coding System
  5 ST Alternate Unit of Measure Identifier
  6 ST Alternate Unit of Measure Description
  7 ID #0396 Alternate Unit of Measure Coding System
  8 ST Unit of Measure Coding System Version ID (2.7)
  9 ST Alternate Unit of Measure Coding System Version ID (2.7)
  10 ST Original Text (2.7)
  11 ST Second Alternate Unit of Measure Identifier (2.7)
  12 ST Second Alternate Unit of Measure Text (2.7)
  13 ID #0396 Name of Second Alternate Unit of Measure Coding System (2.7)
  14 ST Second Alternate Unit of Measure Coding System Version ID (2.7)
  15 ST Unit of Measure Coding System OID (2.7)
  16 ST Unit of Measure Value Set OID (2.7)
  17 DTM Unit of Measure Value Set Version ID (2.7)
  18 ST Alternate Unit of Measure Coding System OID (2.7)
  19 ST Alternate Unit of Measure Value Set OID (2.7)
  20 DTM Alternate Unit of Measure Value Set Version ID (2.7)
  21 ST Alternate Unit of Measure Coding System OID (2.7)
  22 ST Alternate Unit of Measure Value Set OID (2.7)
  23 ST Alternate Unit of Measure Value Set Version ID (2.7)
CWE Coded with Exceptions
  1 ST Identifier
  2 ST Text
  3 ID #0396 Name of Coding System
  4 ST Alternate Identifier
  5 ST Alternate Text
  6 ID #0396 Name of Alternate Coding System
  7 ST Coding System Version ID
  8 ST Alternate Coding System Version ID
  9 ST Original Text
  10 ST Second Alternate Identifier (2.7)
  11 ST Second Alternate Text (2.7)
  12 ID #0396 Name of Second Alternate Coding System (2.7)
  13 ST Second Alternate Coding System Version ID (2.7)
  14 ST Coding System OID (2.7)
  15 ST Value Set OID (2.7)
  16 DTM Value Set Version ID (2.7)
  17 ST Alternate Coding System OID (2.7)
  18 ST Alternate Value Set OID (2.7)
  19 DTM Alternate Value Set Version ID (2.7)
  20 ST Second Alternate Coding System OID (2.7)
  21 ST Second Alternate Value Set OID (2.7)
  22 DTM Second Alternate Value Set Version ID (2.7)
CX Extended Composite ID with Check Digit
  1 ST ID Number
  2 ST Check Digit
  3 ID #0061 Check Digit Scheme
  4 HD #0363 Assigning Authority
  5 ID #0203 Identifier Type Code
  6 HD Assigning Facility
  7 DT Effective Date
  8 DT Expiration Date
  9 CWE Assigning Jurisdiction
  10 CWE Assigning Agency or Department
  11 ST Security Check (2.7)
  12 ID #0904 Security Check Scheme (2.7)
DDI Daily Deductible Information
  1 NM Delay Days
  2 MO Monetary Amount
  3 NM Number of Days
DIN Date and Institution Name
  1 TS Date
  2 CE #0531 Institution Name
DLD Discharge to Location and Date
  1 IS #0113 Discharge Location
  2 TS Effective Date
DLN Driver's License Number
  1 ST License Number
  2 IS #0333 Issuing State, Province, Country
  3 DT Expiration Date
DLT Delta
  1 NR Normal Range
  2 NM Numeric Threshold
  3 ID #0523 Change Computation
  4 NM Days Retained
DR Date/Time Range
  1 TS Range Start Date/Time
  2 TS Range End Date/Time
ED Encapsulated Data
  1 HD Source Application
  2 ID #0834 Type of Data
  3 ID #0291 Data Subtype
  4 ID #0299 Encoding
  5 TX Data
EI Entity Identifier
  1 ST Entity Identifier
  2 IS #0363 Namespace ID
  3 ST Universal ID
  4 ID #0301 Universal ID Type
EIP Entity Identifier Pair
  1 EI Placer Assigned Identifier
  2 EI Filler Assigned Identifier
ELD Error Location and Description
  1 ST Segment ID
  2 NM Segment Sequence
  3 NM Field Position
  4 CE #0357 Code Identifying Error
ERL Error Location
  1 ST Segment ID
  2 NM Segment Sequence
  3 NM Field Position
  4 NM Field Repetition
  5 NM Component Number
  6 NM Sub-Component Number
FC Financial Class
  1 IS #0064 Financial Class Code
  2 TS Effective Date
FN Family Name
  1 ST Surname
  2 ST Own Surname Prefix
  3 ST Own Surname
  4 ST Surname Prefix From Partner/Spouse
  5 ST Surname From Partner/Spouse
HD Hierarchic Designator
  1 IS #0300 Namespace ID
  2 ST Universal ID
  3 ID #0301 Universal ID Type
JCC Job Code/Class
  1 IS #0327 Job Code
  2 IS #0328 Job Class
  3 TX Job Description Text
MA Multiplexed Array
  1 NM Sample 1 From Channel 1
  2 NM Sample 1 From Channel 2
  3 NM Sample 1 From Channel N
  4 NM Sample 2 From Channel 1
  5 NM Sample 2 From Channel N
  6 NM Sample N From Channel N
  7 NM Sample Y From Channel 7 (2.7)
  8 NM Sample Y From Channel 8 (2.7)
  9 NM Sample Y From Channel 9 (2.7)
  10 NM Sample Y From Channel 10 (2.7)
MO Money
  1 NM Quantity
  2 ID #0913 Denomination
MOC Money and Code
  1 MO Monetary Amount
  2 CE Charge Code
MOP Money or Percentage
  1 ID #0148 Money or Percentage Indicator
  2 NM Money or Percentage Quantity
  3 ID #0913 Currency Denomination
MSG Message Type
  1 ID #0076 Message Code
  2 ID #0003 Trigger Event
  3 ID #0354 Message Structure
NA Numeric Array
  1 NM Value1
  2 NM Value2
  3 NM Value3
  4 NM Value4
  5 NM Value5
  6 NM Value6
  7 NM Value7
  8 NM Value8
  9 NM Value9
  10 NM Value10
NDL Name with Date and Location
  1 CNN Name Of Person
  2 TS Start Date/time
  3 TS End Date/time
  4 IS #0302 Point of Care
  5 IS #0303 Room
  6 IS #0304 Bed
  7 HD Facility
  8 IS #0306 Location Status
  9 IS #0305 Patient Location Type
  10 IS #0307 Building
  11 IS #0308 Floor
NR Numeric Range
  1 NM Low Value
  2 NM High Value
OCD Occurrence Code and Date
  1 CNE #0350 Occurrence Code
  2 DT Occurrence Date
OSD Order Sequence Definition
  1 ID #0524 Sequence/Results Flag
  2 ST Placer Order Number: Entity Identifier
  3 IS #0363 Placer Order Number: Namespace ID
  4 ST Filler Order Number: Entity Identifier
  5 IS #0363 Filler Order Number: Namespace ID
  6 ST Sequence Condition Value
  7 NM Maximum Number of Repeats
  8 ST Placer Order Number: Universal ID
  9 ID #0301 Placer Order Number: Universal ID Type
  10 ST Filler Order Number: Universal ID
  11 ID #0301 Filler Order Number: Universal ID Type
PIP Practitioner Institutional Privileges
  1 CE #0525 Privilege
  2 CE #0526 Privilege Class
  3 DT Expiration Date
  4 DT Activation Date
  5 EI Facility
PL Person Location
  1 IS #0302 Point of Care
  2 IS #0303 Room
  3 IS #0304 Bed
  4 HD Facility
  5 IS #0306 Location Status
  6 IS #0305 Person Location Type
  7 IS #0307 Building
  8 IS #0308 Floor
  9 ST Location Description
  10 EI Comprehensive Location Identifier
  11 HD #0363 Assigning Authority for Location
PLN Practitioner License or Other ID Number
  1 ST ID Number
  2 IS #0338 Type of ID Number
  3 ST State/other Qualifying Information
  4 DT Expiration Date
PPN Performing Person Time Stamp
  1 ST ID Number
  2 FN Family Name
  3 ST Given Name
  4 ST Second and Further Given Names or Initials Thereof
  5 ST Suffix
  6 ST Prefix
  7 IS #0360 Degree
  8 IS #0297 Source Table
  9 HD #0363 Assigning Authority
  10 ID #0200 Name Type Code
  11 ST Identifier Check Digit
  12 ID #0061 Check Digit Scheme
  13 ID #0203 Identifier Type Code
  14 HD Assigning Facility
  15 TS Date/Time Action Performed
  16 ID #0465 Name Representation Code
  17 CE #0448 Name Context
  18 DR Name Validity Range
  19 ID #0444 Name Assembly Order
  20 TS Effective Date
  21 TS Expiration Date
  22 ST Professional Suffix
  23 CWE Assigning Jurisdiction
  24 CWE Assigning Agency or Department
  25 ST Security Check (2.7)
  26 ID #0904 Security Check Scheme (2.7)
PRL Parent Result Link
  1 CE Parent Observation Identifier
  2 ST Parent Observation Sub-identifier
  3 TX Parent Observation Value Descriptor
PT Processing Type
  1 ID #0103 Processing ID
  2 ID #0207 Processing Mode
PTA Policy Type and Amount
  1 IS #0147 Policy Type
  2 IS #0193 Amount Class
  3 NM Money or Percentage Quantity
  4 MOP Money or Percentage
RFR Reference Range
  1 NR Numeric Range
  2 IS #0001 Administrative Sex
  3 NR Age Range
  4 NR Gestational Age Range
  5 ST Species
  6 ST Race/subspecies
  7 TX Conditions
RI Repeat Interval
  1 IS #0335 Repeat Pattern
  2 ST Explicit Time Interval
RMC Room Coverage
  1 IS #0145 Room Type
  2 IS #0146 Amount Type
  3 NM Coverage Amount
  4 MOP Money or Percentage
RP Reference Pointer
  1 ST Pointer
  2 HD Application ID
  3 ID #0834 Type of Data
  4 ID #0291 Subtype
RPT Repeat Pattern
  1 CWE #0335 Repeat Pattern Code
  2 ID #0527 Calendar Alignment
  3 NM Phase Range Begin Value
  4 NM Phase Range End Value
  5 NM Period Quantity
  6 IS Period Units
  7 ID #0136 Institution Specified Time
  8 ID #0528 Event
  9 NM Event Offset Quantity
  10 IS Event Offset Units
  11 GTS General Timing Specification
SAD Street Address
  1 ST Street or Mailing Address
  2 ST Street Name
  3 ST Dwelling Number
SN Structured Numeric
  1 ST Comparator
  2 NM Num1
  3 ST Separator/Suffix
  4 NM Num2
SPD Specialty Description
  1 ST Specialty Name
  2 ST Governing Board
  3 ID #0337 Eligible or Certified
  4 DT Date of Certification
SPS Specimen Source
  1 CWE Specimen Source Name or Code
  2 CWE #0371 Additives
  3 TX Specimen Collection Method
  4 CWE #0163 Body Site
  5 CWE #0495 Site Modifier
  6 CWE Collection Method Modifier Code
  7 CWE #0369 Specimen Role
TQ Timing Quantity
  1 CQ Quantity
  2 RI Interval
  3 ST Duration
  4 TS Start Date/Time
  5 TS End Date/Time
  6 ST Priority
  7 ST Condition
  8 TX Text
  9 ID #0472 Conjunction
  10 OSD Order Sequencing
  11 CE Occurrence Duration
  12 NM Total Occurrences
TS Time Stamp
  1 DTM Time
  2 ID #0529 Degree of Precision
UVC UB Value Code and Amount
  1 CNE #0153 Value Code
  2 MO Value Amount
  3 NM Non-Monetary Value Amount / Quantity (2.7)
  4 CWE Non-Monetary Value Amount / Units (2.7)
VH Visiting Hours
  1 ID #0267 Start Day Range
  2 ID #0267 End Day Range
  3 TM Start Hour Range
  4 TM End Hour Range
VID Version Identifier
  1 ID #0104 Version ID
  2 CE #0399 Internationalization Code
  3 CE International Version ID
VR Value Range
  1 ST First Data Code Value
  2 ST Last Data Code Value
WVI Channel Identifier
  1 NM Channel Number
  2 ST Channel Name
WVS Waveform Source
  1 ST Source One Name
  2 ST Source Two Name
XAD Extended Address
  1 SAD Street Address
  2 ST Other Designation
  3 ST City
  4 ST State or Province
  5 ST Zip or Postal Code
  6 ID #0399 Country
  7 ID #0190 Address Type
  8 ST Other Geographic Designation
  9 IS #0289 County/Parish Code
  10 IS #0288 Census Tract
  11 ID #0465 Address Representation Code
  12 DR Address Validity Range
  13 TS Effective Date
  14 TS Expiration Date
  15 CWE #0616 Expiration Reason (2.6)
  16 ID #0136 Temporary Indicator (2.6)
  17 ID #0136 Bad Address Indicator (2.6)
  18 ID #0617 Address Usage (2.6)
  19 ST Addressee (2.6)
  20 ST Comment (2.6)
  21 NM Preference Order (2.6)
  22 CWE #0618 Protection Code (2.6)
  23 EI Address Identifier (2.6)
XCN Extended Composite ID Number and Name for Persons
  1 ST ID Number
  2 FN Family Name
  3 ST Given Name
  4 ST Second and Further Given Names or Initials Thereof
  5 ST Suffix
  6 ST Prefix
  7 IS #0360 Degree
  8 IS #0297 Source Table
  9 HD #0363 Assigning Authority
  10 ID #0200 Name Type Code
  11 ST Identifier Check Digit
  12 ID #0061 Check Digit Scheme
  13 ID #0203 Identifier Type Code
  14 HD Assigning Facility
  15 ID #0465 Name Representation Code
  16 CE #0448 Name Context
  17 DR Name Validity Range
  18 ID #0444 Name Assembly Order
  19 TS Effective Date
  20 TS Expiration Date
  21 ST Professional Suffix
  22 CWE Assigning Jurisdiction
  23 CWE Assigning Agency or Department
  24 ST Security Check (2.7)
  25 ID #0904 Security Check Scheme (2.7)
XON Extended Composite Name and Identification Number for Organizations
  1 ST Organization Name
  2 IS #0204 Organization Name Type Code
  3 NM ID Number
  4 NM Check Digit
  5 ID #0061 Check Digit Scheme
  6 HD #0363 Assigning Authority
  7 ID #0203 Identifier Type Code
  8 HD Assigning Facility
  9 ID #0465 Name Representation Code
  10 ST Organization Identifier
XPN Extended Person Name
  1 FN Family Name
  2 ST Given Name
  3 ST Second and Further Given Names or Initials Thereof
  4 ST Suffix
  5 ST Prefix
  6 IS #0360 Degree
  7 ID #0200 Name Type Code
  8 ID #0465 Name Representation Code
  9 CE #0448 Name Context
  10 DR Name Validity Range
  11 ID #0444 Name Assembly Order
  12 TS Effective Date
  13 TS Expiration Date
  14 ST Professional Suffix
  15 ST Called By (2.7)
XTN Extended Telecommunication Number
  1 ST Telephone Number
  2 ID #0201 Telecommunication Use Code
  3 ID #0202 Telecommunication Equipment Type
  4 ST Communication Address
  5 NM Country Code
  6 NM Area/City Code
  7 NM Local Number
  8 NM Extension
  9 ST Any Text
  10 ST Extension Prefix
  11 ST Speed Dial Code
  12 ST Unformatted Telephone number
  13 DTM Effective Start Date (2.6)
  14 DTM Expiration Date (2.6)
  15 CWE #0868 Expiration Reason (2.6)
  16 CWE #0618 Protection Code (2.6)
  17 EI Shared Telecommunication Identifier (2.6)
  18 NM Preference Order (2.6)
DT Date
DTM Date/Time
FT Formatted Text
GTS General Timing Specification
ID Coded Value for HL7 Defined Tables
IS Coded Value for User-Defined Tables
NM Numeric
SI Sequence ID
ST String Data
TM Time
TN Telephone Number
TX Text Data
varies Varies
`
