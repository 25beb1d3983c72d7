// Segments of patients, visits, insurance and charges (HL7 v2.3 to v2.8, chapters 3 and 6). The one thing to know: types
// are those of 2.5.1; later versions put DTM for TS and CWE for CE and IS, with the same first components.
//
// A line without indent names a segment; below it each field: number, data type, usage, table, name, and in brackets the
// version that brought it, if later than 2.3. Usage is 2.5.1's: R required, C conditional, O optional, B kept for older
// versions; * repeats.

export const patientSegments = `
PID Patient Identification
  1 SI O Set ID - PID
  2 CX B Patient ID
  3 CX R* Patient Identifier List
  4 CX B* Alternate Patient ID - PID
  5 XPN R* #0200 Patient Name
  6 XPN O* Mother's Maiden Name
  7 TS O Date/Time of Birth
  8 IS O #0001 Administrative Sex
  9 XPN B* Patient Alias
  10 CE O* #0005 Race
  11 XAD O* Patient Address
  12 IS B #0289 County Code
  13 XTN O* Phone Number - Home
  14 XTN O* Phone Number - Business
  15 CE O #0296 Primary Language
  16 CE O #0002 Marital Status
  17 CE O #0006 Religion
  18 CX O #0061 Patient Account Number
  19 ST O SSN Number - Patient
  20 DLN B Driver's License Number - Patient
  21 CX O* #0061 Mother's Identifier
  22 CE O* #0189 Ethnic Group
  23 ST O Birth Place
  24 ID O #0136 Multiple Birth Indicator
  25 NM O Birth Order
  26 CE O* #0171 Citizenship
  27 CE O #0172 Veterans Military Status
  28 CE B #0212 Nationality
  29 TS O Patient Death Date and Time
  30 ID O #0136 Patient Death Indicator
  31 ID O #0136 Identity Unknown Indicator (2.4)
  32 IS O* #0445 Identity Reliability Code (2.4)
  33 TS O Last Update Date/Time (2.4)
  34 HD O Last Update Facility (2.4)
  35 CE O #0446 Species Code (2.4)
  36 CE O #0447 Breed Code (2.4)
  37 ST O Strain (2.4)
  38 CE O #0429 Production Class Code (2.4)
  39 CWE O* #0171 Tribal Citizenship (2.5)
  40 XTN O* Patient Telecommunication Information (2.7)
PD1 Patient Additional Demographic
  1 IS O* #0223 Living Dependency
  2 IS O #0220 Living Arrangement
  3 XON O* #0204 Patient Primary Facility
  4 XCN B* Patient Primary Care Provider Name and ID No.
  5 IS O #0231 Student Indicator
  6 IS O #0295 Handicap
  7 IS O #0315 Living Will Code
  8 IS O #0316 Organ Donor Code
  9 ID O #0136 Separate Bill
  10 CX O* Duplicate Patient
  11 CE O #0215 Publicity Code
  12 ID O #0136 Protection Indicator
  13 DT O Protection Indicator Effective Date (2.4)
  14 XON O* Place of Worship (2.4)
  15 CE O* #0435 Advance Directive Code (2.4)
  16 IS O #0441 Immunization Registry Status (2.4)
  17 DT O Immunization Registry Status Effective Date (2.4)
  18 DT O Publicity Code Effective Date (2.4)
  19 IS O #0140 Military Branch (2.4)
  20 IS O #0141 Military Rank/Grade (2.4)
  21 IS O #0142 Military Status (2.4)
  22 DT O Advance Directive Last Verified Date (2.6)
NK1 Next of Kin / Associated Parties
  1 SI R Set ID - NK1
  2 XPN O* #0200 NK Name
  3 CE O #0063 Relationship
  4 XAD O* Address
  5 XTN O* Phone Number
  6 XTN O* Business Phone Number
  7 CE O #0131 Contact Role
  8 DT O Start Date
  9 DT O End Date
  10 ST O Next of Kin / Associated Parties Job Title
  11 JCC O Next of Kin / Associated Parties Job Code/Class
  12 CX O Next of Kin / Associated Parties Employee Number
  13 XON O* Organization Name - NK1
  14 CE O #0002 Marital Status
  15 IS O #0001 Administrative Sex
  16 TS O Date/Time of Birth
  17 IS O* #0223 Living Dependency
  18 IS O* #0009 Ambulatory Status
  19 CE O* #0171 Citizenship
  20 CE O #0296 Primary Language
  21 IS O #0220 Living Arrangement
  22 CE O #0215 Publicity Code
  23 ID O #0136 Protection Indicator
  24 IS O #0231 Student Indicator
  25 CE O #0006 Religion
  26 XPN O* Mother's Maiden Name
  27 CE O #0212 Nationality
  28 CE O* #0189 Ethnic Group
  29 CE O* #0222 Contact Reason
  30 XPN O* #0200 Contact Person's Name
  31 XTN O* Contact Person's Telephone Number
  32 XAD O* Contact Person's Address
  33 CX O* Next of Kin/Associated Party's Identifiers
  34 IS O #0311 Job Status
  35 CE O* #0005 Race
  36 IS O #0295 Handicap
  37 ST O Contact Person Social Security Number
  38 ST O Next of Kin Birth Place (2.5)
  39 IS O #0099 VIP Indicator (2.5)
  40 XTN O Next of Kin Telecommunication Information (2.7)
  41 XTN O Contact Person's Telecommunication Information (2.7)
MRG Merge Patient Information
  1 CX R* #0061 Prior Patient Identifier List
  2 CX B* Prior Alternate Patient ID
  3 CX O #0061 Prior Patient Account Number
  4 CX B Prior Patient ID
  5 CX O #0061 Prior Visit Number
  6 CX O #0061 Prior Alternate Visit ID
  7 XPN O* #0200 Prior Patient Name
PV1 Patient Visit
  1 SI O Set ID - PV1
  2 IS R #0004 Patient Class
  3 PL O #0079 Assigned Patient Location
  4 IS O #0007 Admission Type
  5 CX O Preadmit Number
  6 PL O #0079 Prior Patient Location
  7 XCN O* #0010 Attending Doctor
  8 XCN O* #0010 Referring Doctor
  9 XCN O* #0010 Consulting Doctor
  10 IS O #0069 Hospital Service
  11 PL O #0079 Temporary Location
  12 IS O #0087 Preadmit Test Indicator
  13 IS O #0092 Re-admission Indicator
  14 IS O #0023 Admit Source
  15 IS O* #0009 Ambulatory Status
  16 IS O #0099 VIP Indicator
  17 XCN O* #0010 Admitting Doctor
  18 IS O #0018 Patient Type
  19 CX O Visit Number
  20 FC O* #0064 Financial Class
  21 IS O #0032 Charge Price Indicator
  22 IS O #0045 Courtesy Code
  23 IS O #0046 Credit Rating
  24 IS O* #0044 Contract Code
  25 DT O* Contract Effective Date
  26 NM O* Contract Amount
  27 NM O* Contract Period
  28 IS O #0073 Interest Code
  29 IS O #0110 Transfer to Bad Debt Code
  30 DT O Transfer to Bad Debt Date
  31 IS O #0021 Bad Debt Agency Code
  32 NM O Bad Debt Transfer Amount
  33 NM O Bad Debt Recovery Amount
  34 IS O #0111 Delete Account Indicator
  35 DT O Delete Account Date
  36 IS O #0112 Discharge Disposition
  37 DLD O #0113 Discharged to Location
  38 CE O #0114 Diet Type
  39 IS O #0115 Servicing Facility
  40 IS B #0116 Bed Status
  41 IS O #0117 Account Status
  42 PL O #0079 Pending Location
  43 PL O #0079 Prior Temporary Location
  44 TS O Admit Date/Time
  45 TS O* Discharge Date/Time
  46 NM O Current Patient Balance
  47 NM O Total Charges
  48 NM O Total Adjustments
  49 NM O Total Payments
  50 CX O #0203 Alternate Visit ID
  51 IS O #0326 Visit Indicator
  52 XCN B* #0010 Other Healthcare Provider
  53 ST O Service Episode Description (2.7)
  54 CX O Service Episode Identifier (2.7)
PV2 Patient Visit - Additional Information
  1 PL O Prior Pending Location
  2 CE O #0129 Accommodation Code
  3 CE O Admit Reason
  4 CE O Transfer Reason
  5 ST O* Patient Valuables
  6 ST O Patient Valuables Location
  7 IS O* #0130 Visit User Code
  8 TS O Expected Admit Date/Time
  9 TS O Expected Discharge Date/Time
  10 NM O Estimated Length of Inpatient Stay
  11 NM O Actual Length of Inpatient Stay
  12 ST O Visit Description
  13 XCN O* Referral Source Code
  14 DT O Previous Service Date
  15 ID O #0136 Employment Illness Related Indicator
  16 IS O #0213 Purge Status Code
  17 DT O Purge Status Date
  18 IS O #0214 Special Program Code
  19 ID O #0136 Retention Indicator
  20 NM O Expected Number of Insurance Plans
  21 IS O #0215 Visit Publicity Code
  22 ID O #0136 Visit Protection Indicator
  23 XON O* Clinic Organization Name
  24 IS O #0216 Patient Status Code
  25 IS O #0217 Visit Priority Code
  26 DT O Previous Treatment Date
  27 IS O #0112 Expected Discharge Disposition
  28 DT O Signature on File Date
  29 DT O First Similar Illness Date
  30 CE O #0218 Patient Charge Adjustment Code
  31 IS O #0219 Recurring Service Code
  32 ID O #0136 Billing Media Code
  33 TS O Expected Surgery Date and Time
  34 ID O #0136 Military Partnership Code
  35 ID O #0136 Military Non-Availability Code
  36 ID O #0136 Newborn Baby Indicator
  37 ID O #0136 Baby Detained Indicator
  38 CE O #0430 Mode of Arrival Code (2.4)
  39 CE O* #0431 Recreational Drug Use Code (2.4)
  40 CE O #0432 Admission Level of Care Code (2.4)
  41 CE O* #0433 Precaution Code (2.4)
  42 CE O #0434 Patient Condition Code (2.4)
  43 IS O #0315 Living Will Code (2.4)
  44 IS O #0316 Organ Donor Code (2.4)
  45 CE O* #0435 Advance Directive Code (2.4)
  46 DT O Patient Status Effective Date (2.4)
  47 TS O Expected LOA Return Date/Time (2.4)
  48 TS O Expected Pre-admission Testing Date/Time (2.5)
  49 IS O* #0534 Notify Clergy Code (2.5)
  50 DT O Advance Directive Last Verified Date (2.6)
IN1 Insurance
  1 SI R Set ID - IN1
  2 CE R #0072 Insurance Plan ID
  3 CX R* Insurance Company ID
  4 XON O* Insurance Company Name
  5 XAD O* Insurance Company Address
  6 XPN O* Insurance Co Contact Person
  7 XTN O* Insurance Co Phone Number
  8 ST O Group Number
  9 XON O* Group Name
  10 CX O* Insured's Group Emp ID
  11 XON O* Insured's Group Emp Name
  12 DT O Plan Effective Date
  13 DT O Plan Expiration Date
  14 AUI O Authorization Information
  15 IS O #0086 Plan Type
  16 XPN O* Name Of Insured
  17 CE O #0063 Insured's Relationship To Patient
  18 TS O Insured's Date Of Birth
  19 XAD O* Insured's Address
  20 IS O #0135 Assignment Of Benefits
  21 IS O #0173 Coordination Of Benefits
  22 ST O Coord Of Ben. Priority
  23 ID O #0136 Notice Of Admission Flag
  24 DT O Notice Of Admission Date
  25 ID O #0136 Report Of Eligibility Flag
  26 DT O Report Of Eligibility Date
  27 IS O #0093 Release Information Code
  28 ST O Pre-Admit Cert
  29 TS O Verification Date/Time
  30 XCN O* Verification By
  31 IS O #0098 Type Of Agreement Code
  32 IS O #0022 Billing Status
  33 NM O Lifetime Reserve Days
  34 NM O Delay Before L.R. Day
  35 IS O #0042 Company Plan Code
  36 ST O Policy Number
  37 CP O Policy Deductible
  38 CP B Policy Limit - Amount
  39 NM O Policy Limit - Days
  40 CP B Room Rate - Semi-Private
  41 CP B Room Rate - Private
  42 CE O #0066 Insured's Employment Status
  43 IS O #0001 Insured's Administrative Sex
  44 XAD O* Insured's Employer's Address
  45 ST O Verification Status
  46 IS O #0072 Prior Insurance Plan ID
  47 IS O #0309 Coverage Type
  48 IS O #0295 Handicap
  49 CX O* Insured's ID Number
  50 IS O #0535 Signature Code (2.5)
  51 DT O Signature Code Date (2.5)
  52 ST O Insured's Birth Place (2.5)
  53 IS O #0099 VIP Indicator (2.5)
  54 CX O* External Health Plan Identifiers (2.7)
  55 ID O #0206 Insurance Action Code (2.9)
GT1 Guarantor
  1 SI R Set ID - GT1
  2 CX O* Guarantor Number
  3 XPN R* Guarantor Name
  4 XPN O* Guarantor Spouse Name
  5 XAD O* Guarantor Address
  6 XTN O* Guarantor Ph Num - Home
  7 XTN O* Guarantor Ph Num - Business
  8 TS O Guarantor Date/Time Of Birth
  9 IS O #0001 Guarantor Administrative Sex
  10 IS O #0068 Guarantor Type
  11 CE O #0063 Guarantor Relationship
  12 ST O Guarantor SSN
  13 DT O Guarantor Date - Begin
  14 DT O Guarantor Date - End
  15 NM O Guarantor Priority
  16 XPN O* Guarantor Employer Name
  17 XAD O* Guarantor Employer Address
  18 XTN O* Guarantor Employer Phone Number
  19 CX O* Guarantor Employee ID Number
  20 IS O #0066 Guarantor Employment Status
  21 XON O* Guarantor Organization Name
  22 ID O #0136 Guarantor Billing Hold Flag
  23 CE O #0341 Guarantor Credit Rating Code
  24 TS O Guarantor Death Date And Time
  25 ID O #0136 Guarantor Death Flag
  26 CE O #0218 Guarantor Charge Adjustment Code
  27 CP O Guarantor Household Annual Income
  28 NM O Guarantor Household Size
  29 CX O* Guarantor Employer ID Number
  30 CE O #0002 Guarantor Marital Status Code
  31 DT O Guarantor Hire Effective Date
  32 DT O Employment Stop Date
  33 IS O #0223 Living Dependency
  34 IS O* #0009 Ambulatory Status
  35 CE O* #0171 Citizenship
  36 CE O #0296 Primary Language
  37 IS O #0220 Living Arrangement
  38 CE O #0215 Publicity Code
  39 ID O #0136 Protection Indicator
  40 IS O #0231 Student Indicator
  41 CE O #0006 Religion
  42 XPN O* Mother's Maiden Name
  43 CE O #0212 Nationality
  44 CE O* #0189 Ethnic Group
  45 XPN O* Contact Person's Name
  46 XTN O* Contact Person's Telephone Number
  47 CE O #0222 Contact Reason
  48 IS O #0063 Contact Relationship
  49 ST O Job Title
  50 JCC O #0327 Job Code/Class
  51 XON O* Guarantor Employer's Organization Name
  52 IS O #0295 Handicap
  53 IS O #0311 Job Status
  54 FC O #0064 Guarantor Financial Class
  55 CE O* #0005 Guarantor Race
  56 ST O Guarantor Birth Place (2.5)
  57 IS O #0099 VIP Indicator (2.5)
AL1 Patient Allergy Information
  1 SI R Set ID - AL1
  2 CE O #0127 Allergen Type Code
  3 CE R Allergen Code/Mnemonic/Description
  4 CE O #0128 Allergy Severity Code
  5 ST O* Allergy Reaction Code
  6 DT B Identification Date
DG1 Diagnosis
  1 SI R Set ID - DG1
  2 ID B #0053 Diagnosis Coding Method
  3 CE O #0051 Diagnosis Code - DG1
  4 ST O Diagnosis Description
  5 TS O Diagnosis Date/Time
  6 IS R #0052 Diagnosis Type
  7 CE B #0118 Major Diagnostic Category
  8 CE B #0055 Diagnostic Related Group
  9 ID B #0136 DRG Approval Indicator
  10 IS B #0056 DRG Grouper Review Code
  11 CE B #0083 Outlier Type
  12 NM O Outlier Days
  13 CP B Outlier Cost
  14 ST O Grouper Version And Type
  15 ID O #0359 Diagnosis Priority
  16 XCN O* Diagnosing Clinician
  17 IS O #0228 Diagnosis Classification
  18 ID O #0136 Confidential Indicator
  19 TS O Attestation Date/Time
  20 EI O Diagnosis Identifier (2.5)
  21 ID O #0206 Diagnosis Action Code (2.5)
  22 EI O Parent Diagnosis (2.6)
  23 CWE O #0728 DRG CCL Value Code (2.6)
  24 ID O #0136 DRG Grouping Usage (2.6)
  25 IS O #0731 DRG Diagnosis Determination Status (2.6)
  26 IS O #0895 Present On Admission (POA) Indicator (2.6)
PR1 Procedures
  1 SI R Set ID - PR1
  2 IS B #0089 Procedure Coding Method
  3 CE R #0088 Procedure Code
  4 ST O Procedure Description
  5 TS R Procedure Date/Time
  6 IS O #0230 Procedure Functional Type
  7 NM O Procedure Minutes
  8 XCN B* #0010 Anesthesiologist
  9 IS O #0019 Anesthesia Code
  10 NM O Anesthesia Minutes
  11 XCN B* #0010 Surgeon
  12 XCN B* #0010 Procedure Practitioner
  13 CE O #0059 Consent Code
  14 ID O #0418 Procedure Priority
  15 CE O #0051 Associated Diagnosis Code
  16 CE O* #0340 Procedure Code Modifier (2.3.1)
  17 IS O #0416 Procedure DRG Type (2.4)
  18 CE O* #0417 Tissue Type Code (2.4)
  19 EI O Procedure Identifier (2.5)
  20 ID O #0206 Procedure Action Code (2.5)
  21 IS O #0761 DRG Procedure Determination Status (2.6)
  22 IS O #0763 DRG Procedure Relevance (2.6)
  23 PL O* Treating Organizational Unit (2.7)
  24 ID O #0136 Respiratory Within Surgery (2.7)
  25 EI O Parent Procedure ID (2.7)
ROL Role
  1 EI O Role Instance ID
  2 ID R #0287 Action Code
  3 CE R #0443 Role-ROL
  4 XCN R* Role Person
  5 TS O Role Begin Date/Time
  6 TS O Role End Date/Time
  7 CE O Role Duration
  8 CE O Role Action Reason
  9 CE O* Provider Type (2.4)
  10 CE O #0406 Organization Unit Type (2.4)
  11 XAD O* Office/Home Address/Birthplace (2.4)
  12 XTN O* Phone (2.4)
  13 PL O Person's Location (2.6)
  14 XON O Organization (2.7)
ARV Access Restrictions segment
  1 SI O Set ID
  2 CNE R #0206 Access Restriction Action Code
  3 CWE R #0717 Access Restriction Value
  4 CWE O* #0719 Access Restriction Reason
  5 ST O* Special Access Restriction Instructions
  6 DR O Access Restriction Date Range
FT1 Financial Transaction
  1 SI O Set ID - FT1
  2 ST O Transaction ID
  3 ST O Transaction Batch ID
  4 DR R Transaction Date
  5 TS O Transaction Posting Date
  6 IS R #0017 Transaction Type
  7 CE R #0132 Transaction Code
  8 ST O Transaction Description
  9 ST O Transaction Description - Alt
  10 NM O Transaction Quantity
  11 CP O Transaction Amount - Extended
  12 CP O Transaction Amount - Unit
  13 CE O #0049 Department Code
  14 CE O #0072 Insurance Plan ID
  15 CP O Insurance Amount
  16 PL O Assigned Patient Location
  17 IS O #0024 Fee Schedule
  18 IS O #0018 Patient Type
  19 CE O* #0051 Diagnosis Code - FT1
  20 XCN O* #0084 Performed By Code
  21 XCN O* Ordered By Code
  22 CP O Unit Cost
  23 EI O Filler Order Number
  24 XCN O* Entered By Code
  25 CE O #0088 Procedure Code
  26 CE O* #0340 Procedure Code Modifier (2.3.1)
  27 CE O #0339 Advanced Beneficiary Notice Code (2.5)
  28 CWE O #0476 Medically Necessary Duplicate Procedure Reason. (2.5)
  29 CNE O #0549 NDC Code (2.5)
  30 CX O Payment Reference ID (2.5)
  31 SI O* Transaction Reference Key (2.5)
  32 XON O* Performing Facility (2.7)
  33 XON O Ordering Facility (2.7)
  34 CWE O Item Number (2.7)
  35 ST O Model Number (2.7)
  36 CWE O* Special Processing Code (2.7)
  37 CWE O Clinic Code (2.7)
  38 CX O Referral Number (2.7)
  39 CX O Authorization Number (2.7)
  40 CWE O Service Provider Taxonomy Code (2.7)
  41 CWE O #0456 Revenue Code (2.7)
  42 ST O Prescription Number (2.7)
  43 CQ O NDC Qty and UOM (2.7)
`
