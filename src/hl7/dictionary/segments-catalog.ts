// Segments of master files (HL7 v2.3 to v2.8, chapter 8). The one thing to know: types
// are those of 2.5.1; later versions put DTM for TS and CWE for CE and IS, with the same first components.
//
// A line without indent names a segment; below it each field: number, data type, usage, table, name, and in brackets the
// version that brought it, if later than 2.3. Usage is 2.5.1's: R required, C conditional, O optional, B kept for older
// versions; * repeats.

export const catalogSegments = `
MFI Master File Identification
  1 CE R #0175 Master File Identifier
  2 HD O* #0361 Master File Application Identifier
  3 ID R #0178 File-Level Event Code
  4 TS O Entered Date/Time
  5 TS O Effective Date/Time
  6 ID R #0179 Response Level Code
MFE Master File Entry
  1 ID R #0180 Record-Level Event Code
  2 ST O MFN Control ID
  3 TS O Effective Date/Time
  4 varies R* Primary Key Value - MFE
  5 ID R* #0355 Primary Key Value Type (2.3.1)
  6 DTM O Entered Date/Time (2.6)
  7 XCN O Entered By (2.6)
MFA Master File Acknowledgment
  1 ID R #0180 Record-Level Event Code
  2 ST O MFN Control ID
  3 TS O Event Completion Date/Time
  4 CE R #0181 MFN Record Level Error Return
  5 varies R* Primary Key Value - MFA
  6 ID R* #0355 Primary Key Value Type - MFA (2.3.1)
OM1 General Segment
  1 NM R Sequence Number - Test/Observation Master File
  2 CE R Producer's Service/Test/Observation ID
  3 ID O* #0125 Permitted Data Types
  4 ID R #0136 Specimen Required
  5 CE R Producer ID
  6 TX O Observation Description
  7 CE O Other Service/Test/Observation IDs for the Observation
  8 ST R* Other Names
  9 ST O Preferred Report Name for the Observation
  10 ST O Preferred Short Name or Mnemonic for Observation
  11 ST O Preferred Long Name for the Observation
  12 ID O #0136 Orderability
  13 CE O* Identity of Instrument Used to Perform this Study
  14 CE O* Coded Representation of Method
  15 ID O #0136 Portable Device Indicator
  16 CE O* Observation Producing Department/Section
  17 XTN O Telephone Number of Section
  18 IS R #0174 Nature of Service/Test/Observation
  19 CE O Report Subheader
  20 ST O Report Display Order
  21 TS O Date/Time Stamp for any change in Definition for the Observation
  22 TS O Effective Date/Time of Change
  23 NM O Typical Turn-Around Time
  24 NM O Processing Time
  25 ID O* #0168 Processing Priority
  26 ID O #0169 Reporting Priority
  27 CE O* Outside Site(s) Where Observation May Be Performed
  28 XAD O* Address of Outside Site(s)
  29 XTN O Phone Number of Outside Site
  30 CWE O #0177 Confidentiality Code
  31 CE O* Observations Required to Interpret the Observation
  32 TX O Interpretation of Observations
  33 CE O Contraindications to Observations
  34 CE O* Reflex Tests/Observations
  35 TX O Rules that Trigger Reflex Testing
  36 CE O* Fixed Canned Message
  37 TX O Patient Preparation
  38 CE O Procedure Medication
  39 TX O Factors that may Affect the Observation
  40 ST O* Service/Test/Observation Performance Schedule
  41 TX O Description of Test Methods
  42 CE O #0254 Kind of Quantity Observed
  43 CE O #0255 Point Versus Interval
  44 TX O #0256 Challenge Information
  45 CE O #0258 Relationship Modifier
  46 CE O Target Anatomic Site Of Test
  47 CE O #0259 Modality Of Imaging Measurement
  48 ID O #0919 Exclusive Test (2.7)
  49 ID O #0074 Diagnostic Serv Sect ID (2.7)
  50 CWE O Taxonomic Classification Code (2.7)
  51 ST O* Other Names (2.7)
  52 CWE O* Replacement Producer's Service/Test/Observation ID (2.8.1)
  53 TX O* Prior Results Instructions (2.8.1)
  54 TX O Special Instructions (2.8.1)
  55 CWE O* Test Relationship Category (2.8.1)
  56 CWE O Observation Identifier Associated with Producer's Service/Test/Observation ID (2.8.1)
  57 CQ O Expected Turn-Around Time (2.8.1)
  58 CWE O* Gender Restriction (2.8.1)
  59 NR O* Age Restriction (2.8.1)
OM2 Numeric Observation
  1 NM O Sequence Number - Test/Observation Master File
  2 CE O Units of Measure
  3 NM O* Range of Decimal Precision
  4 CE O Corresponding SI Units of Measure
  5 TX O SI Conversion Factor
  6 RFR O* Reference (Normal) Range for Ordinal and Continuous Observations
  7 RFR O* Critical Range for Ordinal and Continuous Observations
  8 RFR O Absolute Range for Ordinal and Continuous Observations
  9 DLT O* Delta Check Criteria
  10 NM O Minimum Meaningful Increments
OM3 Categorical Service/Test/Observation
  1 NM O Sequence Number - Test/Observation Master File
  2 CE O Preferred Coding System
  3 CE O* Valid Coded 'Answers'
  4 CE O* Normal Text/Codes for Categorical Observations
  5 CE O* Abnormal Text/Codes for Categorical Observations
  6 CE O* Critical Text/Codes for Categorical Observations
  7 ID O #0125 Value Type
OM4 Observations that Require Specimens
  1 NM O Sequence Number - Test/Observation Master File
  2 ID O #0170 Derived Specimen
  3 TX O Container Description
  4 NM O Container Volume
  5 CE O Container Units
  6 CE O Specimen
  7 CWE O #0371 Additive
  8 TX O Preparation
  9 TX O Special Handling Requirements
  10 CQ O Normal Collection Volume
  11 CQ O Minimum Collection Volume
  12 TX O Specimen Requirements
  13 ID O* #0027 Specimen Priorities
  14 CQ O Specimen Retention Time
  15 CWE O* #0376 Specimen Handling Code (2.8)
  16 ID O #0920 Specimen Preference (2.8)
  17 NM O Preferred Specimen/Attribute Sequence ID (2.8)
  18 CWE O* Taxonomic Classification Code (2.8)
OM5 Observation Batteries (Sets)
  1 NM O Sequence Number - Test/Observation Master File
  2 CE O* Test/Observations Included within an Ordered Test Battery
  3 ST O Observation ID Suffixes
OM6 Observations that are Calculated from Other Observations
  1 NM O Sequence Number - Test/Observation Master File
  2 TX O Derivation Rule
OM7 Additional Basic Attributes
  1 NM R Sequence Number - Test/Observation Master File
  2 CE R Universal Service Identifier
  3 CE O* #0412 Category Identifier
  4 TX O Category Description
  5 ST O* Category Synonym
  6 TS O Effective Test/Service Start Date/Time
  7 TS O Effective Test/Service End Date/Time
  8 NM O Test/Service Default Duration Quantity
  9 CE O Test/Service Default Duration Units
  10 IS O #0335 Test/Service Default Frequency
  11 ID O #0136 Consent Indicator
  12 CE O #0413 Consent Identifier
  13 TS O Consent Effective Start Date/Time
  14 TS O Consent Effective End Date/Time
  15 NM O Consent Interval Quantity
  16 CE O #0414 Consent Interval Units
  17 NM O Consent Waiting Period Quantity
  18 CE O #0414 Consent Waiting Period Units
  19 TS O Effective Date/Time of Change
  20 XCN O Entered By
  21 PL O* Orderable-at Location
  22 IS O #0473 Formulary Status
  23 ID O #0136 Special Order Indicator
  24 CE O* #0132 Primary Key Value - CDM
CDM Charge Description Master
  1 CE R #0132 Primary Key Value - CDM
  2 CE O* #0132 Charge Code Alias
  3 ST R Charge Description Short
  4 ST O Charge Description Long
  5 IS O #0268 Description Override Indicator
  6 CE O* #0132 Exploding Charges
  7 CE O* #0088 Procedure Code
  8 ID O #0183 Active/Inactive Flag
  9 CE O* #0463 Inventory Number
  10 NM O Resource Load
  11 CX O* Contract Number
  12 XON O* Contract Organization
  13 ID O #0136 Room Fee Indicator
OMC Supporting Clinical Information
  1 NM O Sequence Number - Test/Observation Master File (2.8)
  2 ID C #0206 Segment Action Code (2.8)
  3 EI C Segment Unique Key (2.8)
  4 CWE R Clinical Information Request (2.8)
  5 CWE R* #0938 Collection Event/Process Step (2.8)
  6 CWE R #0939 Communication Location (2.8)
  7 ID O #0136 Answer Required (2.8)
  8 ST O Hint/Help Text (2.8)
  9 varies O Type of Answer (2.8)
  10 ID O #0136 Multiple Answers Allowed (2.8)
  11 CWE O* Answer Choices (2.8)
  12 NM O Character Limit (2.8)
  13 NM O Number of Decimals (2.8)
PM1 Payer Master File
  1 CWE R Health Plan ID (2.8)
  2 CX R* Insurance Company ID (2.8)
  3 XON O* Insurance Company Name (2.8)
  4 XAD O* Insurance Company Address (2.8)
  5 XPN O* Insurance Co Contact Person (2.8)
  6 XTN O* Insurance Co Phone Number (2.8)
  7 ST O Group Number (2.8)
  8 XON O* Group Name (2.8)
  9 DT O Plan Effective Date (2.8)
  10 DT O Plan Expiration Date (2.8)
  11 ID O #0136 Patient DOB Required (2.8)
  12 ID O #0136 Patient Gender Required (2.8)
  13 ID O #0136 Patient Relationship to Insured Required (2.8)
  14 ID O #0136 Patient Signature Required (2.8)
  15 ID O #0136 Diagnosis Required (2.8)
  16 ID O #0136 Service Required (2.8)
  17 ID O #0136 Patient Name Required (2.8)
  18 ID O #0136 Patient Address Required (2.8)
  19 ID O #0136 Subscribers Name Required (2.8)
  20 ID O #0136 Workman's Comp Indicator (2.8)
  21 ID O #0136 Bill Type Required (2.8)
  22 ID O #0136 Commercial Carrier Name and Address Required (2.8)
  23 ST O Policy Number Pattern (2.8)
  24 ST O Group Number Pattern (2.8)
MCP Master File Coverage
  1 SI R Set ID - MCP (2.8)
  2 CWE R Producer's Service/Test/Observation ID (2.8)
  3 MO O Universal Service Price Range - Low Value (2.8)
  4 MO O Universal Service Price Range - High Value (2.8)
  5 ST O Reason for Universal Service Cost Range (2.8)
`
