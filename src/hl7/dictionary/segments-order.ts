// Segments of orders, specimens and observations (HL7 v2.3 to v2.8, chapters 4, 7, 9 and 13). The one thing to know: types
// are those of 2.5.1; later versions put DTM for TS and CWE for CE and IS, with the same first components.
//
// A line without indent names a segment; below it each field: number, data type, usage, table, name, and in brackets the
// version that brought it, if later than 2.3. Usage is 2.5.1's: R required, C conditional, O optional, B kept for older
// versions; * repeats.

export const orderSegments = `
ORC Common Order
  1 ID R #0119 Order Control
  2 EI C Placer Order Number
  3 EI C Filler Order Number
  4 EI O Placer Group Number
  5 ID O #0038 Order Status
  6 ID O #0121 Response Flag
  7 TQ B* Quantity/Timing
  8 EIP O Parent Order
  9 TS O Date/Time of Transaction
  10 XCN O* Entered By
  11 XCN O* Verified By
  12 XCN O* Ordering Provider
  13 PL O Enterer's Location
  14 XTN O* Call Back Phone Number
  15 TS O Order Effective Date/Time
  16 CE O Order Control Code Reason
  17 CE O Entering Organization
  18 CE O Entering Device
  19 XCN O* Action By
  20 CE O #0339 Advanced Beneficiary Notice Code (2.3.1)
  21 XON O* Ordering Facility Name (2.3.1)
  22 XAD O* Ordering Facility Address (2.3.1)
  23 XTN O* Ordering Facility Phone Number (2.3.1)
  24 XAD O* Ordering Provider Address (2.3.1)
  25 CWE O Order Status Modifier (2.4)
  26 CWE O #0552 Advanced Beneficiary Notice Override Reason (2.5)
  27 TS O Filler's Expected Availability Date/Time (2.5)
  28 CWE O #0177 Confidentiality Code (2.5)
  29 CWE O #0482 Order Type (2.5)
  30 CNE O #0483 Enterer Authorization Mode (2.5)
  31 CWE O Parent Universal Service Identifier (2.5.1)
  32 DT O Advanced Beneficiary Notice Date (2.7)
  33 CX O* Alternate Placer Order Number (2.7)
OBR Observation Request
  1 SI O Set ID - OBR
  2 EI C Placer Order Number
  3 EI C Filler Order Number
  4 CE R Universal Service Identifier
  5 ID B Priority - OBR
  6 TS B Requested Date/Time
  7 TS C Observation Date/Time
  8 TS C Observation End Date/Time
  9 CQ O Collection Volume
  10 XCN O* Collector Identifier
  11 ID O #0065 Specimen Action Code
  12 CE O Danger Code
  13 ST O* Relevant Clinical Information
  14 TS B Specimen Received Date/Time
  15 SPS B Specimen Source
  16 XCN O* Ordering Provider
  17 XTN O* Order Callback Phone Number
  18 ST O Placer Field 1
  19 ST O Placer Field 2
  20 ST O Filler Field 1
  21 ST O Filler Field 2
  22 TS C Results Rpt/Status Chng - Date/Time
  23 MOC O Charge to Practice
  24 ID O #0074 Diagnostic Serv Sect ID
  25 ID C #0123 Result Status
  26 PRL O Parent Result
  27 TQ B* Quantity/Timing
  28 XCN O* Result Copies To
  29 EIP O Parent Number
  30 ID O #0124 Transportation Mode
  31 CE O* Reason for Study
  32 NDL O Principal Result Interpreter
  33 NDL O* Assistant Result Interpreter
  34 NDL O* Technician
  35 NDL O* Transcriptionist
  36 TS O Scheduled Date/Time
  37 NM O Number of Sample Containers
  38 CE O* Transport Logistics of Collected Sample
  39 CE O* Collector's Comment
  40 CE O Transport Arrangement Responsibility
  41 ID O #0224 Transport Arranged
  42 ID O #0225 Escort Required
  43 CE O* Planned Patient Transport Comment
  44 CE O #0088 Procedure Code (2.3.1)
  45 CE O* #0340 Procedure Code Modifier (2.3.1)
  46 CE O* #0411 Placer Supplemental Service Information (2.4)
  47 CE O* #0411 Filler Supplemental Service Information (2.4)
  48 CWE O #0476 Medically Necessary Duplicate Procedure Reason (2.5)
  49 IS O #0507 Result Handling (2.5)
  50 CWE O Parent Universal Service Identifier (2.5.1)
  51 EI O Observation Group ID (2.7)
  52 EI O Parent Observation Group ID (2.7)
  53 CX O* Alternate Placer Order Number (2.7)
  54 EIP O Parent Order (2.7)
  55 ID O #0206 Action Code (2.9)
OBX Observation/Result
  1 SI O Set ID - OBX
  2 ID C #0125 Value Type
  3 CE R Observation Identifier
  4 ST C Observation Sub-ID
  5 varies C* Observation Value
  6 CE O Units
  7 ST O References Range
  8 IS O* #0078 Abnormal Flags
  9 NM O Probability
  10 ID O* #0080 Nature of Abnormal Test
  11 ID R #0085 Observation Result Status
  12 TS O Effective Date of Reference Range
  13 ST O User Defined Access Checks
  14 TS O Date/Time of the Observation
  15 CE O Producer's ID
  16 XCN O* Responsible Observer
  17 CE O* Observation Method
  18 EI O* Equipment Instance Identifier (2.4)
  19 TS O Date/Time of the Analysis (2.4)
  20 CWE O* #0163 Observation Site (2.6)
  21 EI O Observation Instance Identifier (2.6)
  22 CNE O #0725 Mood Code (2.6)
  23 XON O Performing Organization Name (2.5.1)
  24 XAD O Performing Organization Address (2.5.1)
  25 XCN O Performing Organization Medical Director (2.5.1)
  26 ID O #0909 Patient Results Release Category (2.7)
  27 CWE O #0914 Root Cause (2.8.1)
  28 CWE O* #0915 Local Process Control (2.8.1)
  29 ID O #0936 Observation Type (2.8.2)
  30 ID O #0937 Observation Sub-Type (2.8.2)
  31 ID O #0206 Action Code (2.9)
  32 CWE O* Observation Value Absent Reason (2.9)
  33 EIP O* Observation Related Specimen Identifier (2.9)
NTE Notes and Comments
  1 SI O Set ID - NTE
  2 ID O #0105 Source of Comment
  3 FT O* Comment
  4 CE O #0364 Comment Type (2.3.1)
  5 XCN O Entered By (2.6)
  6 DTM O Entered Date/Time (2.6)
  7 DTM O Effective Start Date (2.6)
  8 DTM O Expiration Date (2.6)
TQ1 Timing/Quantity
  1 SI O Set ID - TQ1
  2 CQ O Quantity
  3 RPT O* #0335 Repeat Pattern
  4 TM O* Explicit Time
  5 CQ O* Relative Time and Units
  6 CQ O Service Duration
  7 TS O Start Date/Time
  8 TS O End Date/Time
  9 CWE O* #0485 Priority
  10 TX O Condition Text
  11 TX O Text Instruction
  12 ID O #0427 Conjunction
  13 CQ O Occurrence Duration
  14 NM O Total Occurrences
TQ2 Timing/Quantity Relationship
  1 SI O Set ID - TQ2
  2 ID O #0503 Sequence/Results Flag
  3 EI O* Related Placer Number
  4 EI O* Related Filler Number
  5 EI O* Related Placer Group Number
  6 ID O #0504 Sequence Condition Code
  7 ID O #0505 Cyclic Entry/Exit Indicator
  8 CQ O Sequence Condition Time Interval
  9 NM O Cyclic Group Maximum Number of Repeats
  10 ID O #0506 Special Service Request Relationship
SPM Specimen
  1 SI O Set ID - SPM
  2 EIP O Specimen ID
  3 EIP O* Specimen Parent IDs
  4 CWE R #0487 Specimen Type
  5 CWE O* #0541 Specimen Type Modifier
  6 CWE O* #0371 Specimen Additives
  7 CWE O #0488 Specimen Collection Method
  8 CWE O Specimen Source Site
  9 CWE O* #0542 Specimen Source Site Modifier
  10 CWE O #0543 Specimen Collection Site
  11 CWE O* #0369 Specimen Role
  12 CQ O Specimen Collection Amount
  13 NM O Grouped Specimen Count
  14 ST O* Specimen Description
  15 CWE O* #0376 Specimen Handling Code
  16 CWE O* #0489 Specimen Risk Code
  17 DR O Specimen Collection Date/Time
  18 TS O Specimen Received Date/Time
  19 TS O Specimen Expiration Date/Time
  20 ID O #0136 Specimen Availability
  21 CWE O* #0490 Specimen Reject Reason
  22 CWE O #0491 Specimen Quality
  23 CWE O #0492 Specimen Appropriateness
  24 CWE O* #0493 Specimen Condition
  25 CQ O Specimen Current Quantity
  26 NM O Number of Specimen Containers
  27 CWE O Container Type
  28 CWE O #0544 Container Condition
  29 CWE O #0494 Specimen Child Role
  30 CX O* Accession ID (2.7)
  31 CX O* Other Specimen ID (2.7)
  32 EI O Shipment ID (2.7)
  33 DTM O Culture Start Date/Time (2.9)
  34 DTM O Culture Final Date/Time (2.9)
  35 ID O #0206 Action Code (2.9)
SAC Specimen Container Detail
  1 EI O External Accession Identifier
  2 EI O Accession Identifier
  3 EI O Container Identifier
  4 EI O Primary
  5 EI O Equipment Container Identifier
  6 SPS B Specimen Source
  7 TS O Registration Date/Time
  8 CE O #0370 Container Status
  9 CE O #0378 Carrier Type
  10 EI O Carrier Identifier
  11 NA O Position in Carrier
  12 CE O #0379 Tray Type - SAC
  13 EI O Tray Identifier
  14 NA O Position in Tray
  15 CE O* Location
  16 NM O Container Height
  17 NM O Container Diameter
  18 NM O Barrier Delta
  19 NM O Bottom Delta
  20 CE O Container Height/Diameter/Delta Units
  21 NM O Container Volume
  22 NM O Available Specimen Volume
  23 NM O Initial Specimen Volume
  24 CE O Volume Units
  25 CE O #0380 Separator Type
  26 CE O #0381 Cap Type
  27 CWE O* #0371 Additive
  28 CE O #0372 Specimen Component
  29 SN O Dilution Factor
  30 CE O #0373 Treatment
  31 SN O Temperature
  32 NM O Hemolysis Index
  33 CE O Hemolysis Index Units
  34 NM O Lipemia Index
  35 CE O Lipemia Index Units
  36 NM O Icterus Index
  37 CE O Icterus Index Units
  38 NM O Fibrin Index
  39 CE O Fibrin Index Units
  40 CE O* #0374 System Induced Contaminants
  41 CE O* #0382 Drug Interference
  42 CE O #0375 Artificial Blood
  43 CWE O* #0376 Special Handling Code
  44 CE O* #0377 Other Environmental Factors
INV Inventory Detail
  1 CE R #0451 Substance Identifier
  2 CE R* #0383 Substance Status
  3 CE O #0384 Substance Type
  4 CE O Inventory Container Identifier
  5 CE O Container Carrier Identifier
  6 CE O Position on Carrier
  7 NM O Initial Quantity
  8 NM O Current Quantity
  9 NM O Available Quantity
  10 NM O Consumption Quantity
  11 CE O Quantity Units
  12 TS O Expiration Date/Time
  13 TS O First Used Date/Time
  14 TQ B On Board Stability Duration
  15 CE O* Test/Fluid Identifier
  16 ST O Manufacturer Lot Number
  17 CE O #0385 Manufacturer Identifier
  18 CE O #0386 Supplier Identifier
  19 CQ O On Board Stability Time (2.5)
  20 CQ O Target Value (2.5)
TCD Test Code Detail
  1 CE R Universal Service Identifier
  2 SN O Auto-Dilution Factor
  3 SN O Rerun Dilution Factor
  4 SN O Pre-Dilution Factor
  5 SN O Endogenous Content of Pre-Dilution Diluent
  6 ID O #0136 Automatic Repeat Allowed
  7 ID O #0136 Reflex Allowed
  8 CE O #0389 Analyte Repeat Status
SID Substance Identifier
  1 CE O Application / Method Identifier
  2 ST O Substance Lot Number
  3 ST O Substance Container Identifier
  4 CE O #0385 Substance Manufacturer Identifier
CTD Contact Data
  1 CE R* #0131 Contact Role
  2 XPN O* Contact Name
  3 XAD O* Contact Address
  4 PL O Contact Location
  5 XTN O* Contact Communication Information
  6 CE O #0185 Preferred Method of Contact
  7 PLN O* #0338 Contact Identifiers
CTI Clinical Trial Identification
  1 EI R Sponsor Study ID
  2 CE O Study Phase Identifier
  3 CE O Study Scheduled Time Point
BLG Billing
  1 CCD O #0100 When to Charge
  2 ID O #0122 Charge Type
  3 CX O Account ID
  4 CWE O #0475 Charge Type Reason (2.5)
PRT Participation Information
  1 EI C Participation Instance ID
  2 ID R #0287 Action Code
  3 CWE O Action Reason
  4 CWE R #0912 Participation
  5 XCN C* Participation Person
  6 CWE C Participation Person Provider Type
  7 CWE C #0406 Participant Organization Unit Type
  8 XON C* Participation Organization
  9 PL C* Participant Location
  10 EI C* Participation Device
  11 DTM O Participation Begin Date/Time (arrival time)
  12 DTM O Participation End Date/Time (departure time)
  13 CWE O Participation Qualitative Duration
  14 XAD C* Participation Address
  15 XTN O* Participant Telecommunication Address
  16 EI O UDI Device Identifier (2.8.2)
  17 DTM O Device Manufacture Date (2.8.2)
  18 DTM O Device Expiry Date (2.8.2)
  19 ST O Device Lot Number (2.8.2)
  20 ST O Device Serial Number (2.8.2)
  21 EI O Device Donation Identification (2.8.2)
  22 CNE C Device Type (2.8.2)
  23 CWE O #0185 Preferred Method of Contact (2.9)
  24 PLN O* #0338 Contact Identifiers (2.9)
TXA Transcription Document Header
  1 SI R Set ID- TXA
  2 IS R #0270 Document Type
  3 ID O #0191 Document Content Presentation
  4 TS O Activity Date/Time
  5 XCN O* Primary Activity Provider Code/Name
  6 TS O Origination Date/Time
  7 TS O Transcription Date/Time
  8 TS O* Edit Date/Time
  9 XCN O* Originator Code/Name
  10 XCN O* Assigned Document Authenticator
  11 XCN O* Transcriptionist Code/Name
  12 EI R Unique Document Number
  13 EI O Parent Document Number
  14 EI O* Placer Order Number
  15 EI O Filler Order Number
  16 ST O Unique Document File Name
  17 ID R #0271 Document Completion Status
  18 ID O #0272 Document Confidentiality Status
  19 ID O #0273 Document Availability Status
  20 ID O #0275 Document Storage Status
  21 ST O Document Change Reason
  22 PPN O* Authentication Person, Time Stamp
  23 XCN O* Distributed Copies
  24 CWE O* Folder Assignment (2.7)
  25 ST O* Document Title (2.7)
  26 DTM O Agreed Due Date/Time (2.7)
REL Clinical Relationship
  1 SI O Set ID - REL
  2 CWE R Relationship Type
  3 EI R This Relationship Instance Identifier
  4 EI R Source Information Instance Identifier
  5 EI R Target Information Instance Identifier
  6 EI O Asserting Entity Instance ID
  7 XCN O Asserting Person
  8 XON O Asserting Organization
  9 XAD O Assertor Address
  10 XTN O Assertor Contact
  11 DR O Assertion Date Range
  12 ID O #0136 Negation Indicator
  13 CWE O Certainty of Relationship
  14 NM O Priority No
  15 NM O Priority Sequence No (rel preference for consideration)
  16 ID O #0136 Separability Indicator
IPC Imaging Procedure Control Segment
  1 EI R Accession Identifier
  2 EI R Requested Procedure ID
  3 EI R Study Instance UID
  4 EI R Scheduled Procedure Step ID
  5 CE O Modality
  6 CE O* Protocol Code
  7 EI O Scheduled Station Name
  8 CE O* Scheduled Procedure Step Location
  9 ST O Scheduled AE Title
`
