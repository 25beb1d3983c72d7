// Segments of insurance in detail, referral, accident, disability, death, consent and staff (HL7 v2.3 to v2.8, chapters 3,
// 6, 8, 9, 11 and 15). The one thing to know: types are those of 2.5.1; later versions put DTM for TS and CWE for CE and IS,
// with the same first components.
//
// A line without indent names a segment; below it each field: number, data type, usage, table, name, and in brackets the
// version that brought it, if later than 2.3. Usage is 2.5.1's: R required, C conditional, O optional, B kept for older
// versions; * repeats.

export const coverageSegments = `
IN2 Insurance Additional Information
  1 CX O* Insured's Employee ID
  2 ST O Insured's Social Security Number
  3 XCN O* Insured's Employer's Name and ID
  4 IS O #0139 Employer Information Data
  5 IS O* #0137 Mail Claim Party
  6 ST O Medicare Health Insurance Card Number
  7 XPN O* Medicaid Case Name
  8 ST O Medicaid Case Number
  9 XPN O* Military Sponsor Name
  10 ST O Military ID Number
  11 CE O #0342 Dependent of Military Recipient
  12 ST O Military Organization
  13 ST O Military Station
  14 IS O #0140 Military Service
  15 IS O #0141 Military Rank/Grade
  16 IS O #0142 Military Status
  17 DT O Military Retire Date
  18 ID O #0136 Military Non-Availability Certificate on File
  19 ID O #0136 Baby Coverage
  20 ID O #0136 Combine Baby Bill
  21 ST O Blood Deductible
  22 XPN O* Special Coverage Approval Name
  23 ST O Special Coverage Approval Title
  24 IS O* #0143 Non-Covered Insurance Code
  25 CX O* Payor ID
  26 CX O* Payor Subscriber ID
  27 IS O #0144 Eligibility Source
  28 RMC O* Room Coverage Type/Amount
  29 PTA O* Policy Type/Amount
  30 DDI O Daily Deductible
  31 IS O #0223 Living Dependency
  32 IS O* #0009 Ambulatory Status
  33 CE O* #0171 Citizenship
  34 CE O #0296 Primary Language
  35 IS O #0220 Living Arrangement
  36 CE O #0215 Publicity Code
  37 ID O #0136 Protection Indicator
  38 IS O #0231 Student Indicator
  39 CE O #0006 Religion
  40 XPN O* Mother's Maiden Name
  41 CE O #0212 Nationality
  42 CE O* #0189 Ethnic Group
  43 CE O* #0002 Marital Status
  44 DT O Insured's Employment Start Date
  45 DT O Insured's Employment Stop Date
  46 ST O Job Title
  47 JCC O Job Code/Class
  48 IS O #0311 Job Status
  49 XPN O* Employer Contact Person Name
  50 XTN O* Employer Contact Person Phone Number
  51 IS O #0222 Employer Contact Reason
  52 XPN O* Insured's Contact Person's Name
  53 XTN O* Insured's Contact Person Phone Number
  54 IS O* #0222 Insured's Contact Person Reason
  55 DT O Relationship to the Patient Start Date
  56 DT O* Relationship to the Patient Stop Date
  57 IS O #0232 Insurance Company Contact Reason
  58 XTN O Insurance Company Contact Phone Number
  59 IS O #0312 Policy Scope
  60 IS O #0313 Policy Source
  61 CX O Patient Member Number
  62 CE O #0063 Guarantor's Relationship to Insured
  63 XTN O* Insured's Phone Number - Home
  64 XTN O* Insured's Employer Phone Number
  65 CE O #0343 Military Handicapped Program
  66 ID O #0136 Suspend Flag
  67 ID O #0136 Copay Limit Flag
  68 ID O #0136 Stoploss Limit Flag
  69 XON O* Insured Organization Name and ID
  70 XON O* Insured Employer Organization Name and ID
  71 CE O* #0005 Race
  72 CE O #0344 Patient's Relationship to Insured
RF1 Referral Information
  1 CE O #0283 Referral Status
  2 CE O #0280 Referral Priority
  3 CE O #0281 Referral Type
  4 CE O* #0282 Referral Disposition
  5 CE O #0284 Referral Category
  6 EI R Originating Referral Identifier
  7 TS O Effective Date
  8 TS O Expiration Date
  9 TS O Process Date
  10 CE O* #0336 Referral Reason
  11 EI O* External Referral Identifier
  12 CWE O #0865 Referral Documentation Completion Status (2.7)
  13 DTM O Planned Treatment Stop Date (2.8)
  14 ST O Referral Reason Text (2.8)
  15 CQ O Number of Authorized Treatments/Units (2.8)
  16 CQ O Number of Used Treatments/Units (2.8)
  17 CQ O Number of Schedule Treatments/Units (2.8)
  18 MO O Remaining Benefit Amount (2.8)
  19 XON O Authorized Provider (2.8)
  20 XCN O Authorized Health Professional (2.8)
  21 ST O Source Text (2.8)
  22 DTM O Source Date (2.8)
  23 XTN O Source Phone (2.8)
  24 ST O Comment (2.8)
  25 ID O #0206 Action Code (2.9)
ACC Accident
  1 TS O Accident Date/Time
  2 CE O #0050 Accident Code
  3 ST O Accident Location
  4 CE B #0347 Auto Accident State
  5 ID O #0136 Accident Job Related Indicator
  6 ID O #0136 Accident Death Indicator
  7 XCN O Entered By
  8 ST O Accident Description
  9 ST O Brought in By
  10 ID O #0136 Police Notified Indicator
  11 XAD O Accident Address
  12 NM O Degree of Patient Liability (2.7)
  13 EI O* Accident Identifier (2.7)
DB1 Disability
  1 SI R Set ID - DB1
  2 IS O #0334 Disabled Person Code
  3 CX O* Disabled Person Identifier
  4 ID O #0136 Disability Indicator
  5 DT O Disability Start Date
  6 DT O Disability End Date
  7 DT O Disability Return to Work Date
  8 DT O Disability Unable to Work Date
PDA Patient Death and Autopsy
  1 CE O* Death Cause Code
  2 PL O Death Location
  3 ID O #0136 Death Certified Indicator
  4 TS O Death Certificate Signed Date/Time
  5 XCN O Death Certified By
  6 ID O #0136 Autopsy Indicator
  7 DR O Autopsy Start and End Date/Time
  8 XCN O Autopsy Performed By
  9 ID O #0136 Coroner Indicator
CON Consent
  1 SI R Set ID - CON
  2 CWE O #0496 Consent Type
  3 ST O Consent Form ID and Version
  4 EI O Consent Form Number
  5 FT O* Consent Text
  6 FT O* Subject-Specific Consent Text
  7 FT O* Consent Background Information
  8 FT O* Subject-Specific Consent Background Text
  9 FT O* Consenter-Imposed Limitations
  10 CNE O #0497 Consent Mode
  11 CNE R #0498 Consent Status
  12 TS O Consent Discussion Date/Time
  13 TS O Consent Decision Date/Time
  14 TS O Consent Effective Date/Time
  15 TS O Consent End Date/Time
  16 ID O #0136 Subject Competence Indicator
  17 ID O #0136 Translator Assistance Indicator
  18 CWE O #0296 Language Translated To
  19 ID O #0136 Informational Material Supplied Indicator
  20 CWE O #0499 Consent Bypass Reason
  21 ID O #0500 Consent Disclosure Level
  22 CWE O #0501 Consent Non-Disclosure Reason
  23 CWE O #0502 Non-Subject Consenter Reason
  24 XPN R* Consenter ID
  25 IS R* #0548 Relationship to Subject
STF Staff Identification
  1 CE O Primary Key Value - STF
  2 CX O* #0061 Staff Identifier List
  3 XPN O* Staff Name
  4 IS O* #0182 Staff Type
  5 IS O #0001 Administrative Sex
  6 TS O Date/Time of Birth
  7 ID O #0183 Active/Inactive Flag
  8 CE O* #0184 Department
  9 CE O* #0069 Hospital Service - STF
  10 XTN O* Phone
  11 XAD O* Office/Home Address/Birthplace
  12 DIN O* #0537 Institution Activation Date
  13 DIN O* #0537 Institution Inactivation Date
  14 CE O* Backup Person ID
  15 ST O* E-Mail Address
  16 CE O #0185 Preferred Method of Contact
  17 CE O #0002 Marital Status
  18 ST O Job Title
  19 JCC O Job Code/Class
  20 CE O #0066 Employment Status Code
  21 ID O #0136 Additional Insured on Auto
  22 DLN O Driver's License Number - Staff
  23 ID O #0136 Copy Auto Insurance
  24 DT O Auto Insurance Expires
  25 DT O Date Last DMV Review
  26 DT O Date Next DMV Review
  27 CE O #0005 Race
  28 CE O #0189 Ethnic Group
  29 ID O #0136 Re-Activation Approval Indicator
  30 CE O* #0171 Citizenship
  31 TS O Death Date and Time
  32 ID O #0136 Death Indicator
  33 CWE O #0538 Institution Relationship Type Code
  34 DR O Institution Relationship Period
  35 DT O Expected Return Date
  36 CWE O* #0539 Cost Center Code
  37 ID O #0136 Generic Classification Indicator
  38 CWE O #0540 Inactive Reason Code
PRA Practitioner Detail
  1 CE O Primary Key Value - PRA
  2 CE O* #0358 Practitioner Group
  3 IS O* #0186 Practitioner Category
  4 ID O #0187 Provider Billing
  5 SPD O* #0337 Specialty
  6 PLN O* #0338 Practitioner ID Numbers
  7 PIP O* Privileges
  8 DT O Date Entered Practice
  9 CE O #0537 Institution
  10 DT O Date Left Practice
  11 CE O* #0401 Government Reimbursement Billing Eligibility
  12 SI O Set ID - PRA
`
