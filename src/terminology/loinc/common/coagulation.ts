// The commonest LOINC codes of coagulation: code, long common name, usual unit in UCUM (empty where there is none), and how
// common it is (1 every day, 2 often, 3 now and then). Content of LOINC; its notice is in NOTICE.txt beside this file.
import type { CommonRow } from './row.ts'

export const coagulation: readonly CommonRow[] = [
  ['3255-7', 'Fibrinogen [Mass/volume] in Platelet poor plasma by Coagulation assay', 'mg/dL', 1],
  ['5902-2', 'Prothrombin time (PT)', 's', 1],
  ['6301-6', 'INR in Platelet poor plasma by Coagulation assay', '{INR}', 1],
  ['14979-9', 'aPTT in Platelet poor plasma by Coagulation assay', 's', 1],
  ['48065-7', 'Fibrin D-dimer FEU [Mass/volume] in Platelet poor plasma', 'ng/mL{FEU}', 1],
  ['3209-4', 'Coagulation factor VIII activity actual/normal in Platelet poor plasma by Coagulation assay', '%', 2],
  ['3243-3', 'Thrombin time', 's', 2],
  ['3281-3', 'Lupus anticoagulant [Interpretation] in Platelet poor plasma', '', 2],
  [
    '6014-5',
    'von Willebrand factor (vWf) ristocetin cofactor actual/normal in Platelet poor plasma by Platelet aggregation',
    '%',
    2,
  ],
  ['6303-2', 'dRVVT (LA screen)', 's', 2],
  ['11067-6', 'Bleeding time', 'min', 2],
  ['27811-9', 'Antithrombin actual/normal in Platelet poor plasma by Chromogenic method', '%', 2],
  ['27816-8', 'von Willebrand factor (vWf) Ag actual/normal in Platelet poor plasma by Immunoassay', '%', 2],
  ['27819-2', 'Protein C actual/normal in Platelet poor plasma by Coagulation assay', '%', 2],
  ['27822-6', 'Protein S actual/normal in Platelet poor plasma by Coagulation assay', '%', 2],
  ['32684-3', 'LMW Heparin [Units/volume] in Platelet poor plasma', "[arb'U]", 2],
  ['66483-9', 'Heparin unfractionated [Units/volume] in Platelet poor plasma', "[arb'U]", 2],
  ['3256-5', 'Fibrinogen Ag [Mass/volume] in Platelet poor plasma by Immunoassay', 'mg/dL', 3],
  ['3289-6', 'Prothrombin activity actual/normal in Platelet poor plasma by Coagulation assay', '%', 3],
  ['5892-5', 'Protein S [Units/volume] in Platelet poor plasma by Coagulation assay', '[IU]/mL', 3],
  ['5970-9', 'Plasminogen [Units/volume] in Platelet poor plasma by Chromogenic method', "{CTA'U}/mL", 3],
  ['21027-8', 'Platelet aggregation [Interpretation] in Platelet poor plasma', '', 3],
  ['27810-1', 'Plasmin inhibitor actual/normal in Platelet poor plasma by Chromogenic method', '%', 3],
  ['27820-0', 'Protein C Ag actual/normal in Platelet poor plasma by Immunoassay', '%', 3],
  ['27823-4', 'Protein S Ag actual/normal in Platelet poor plasma by Immunoassay', '%', 3],
  ['48066-5', 'Fibrin D-dimer DDU [Mass/volume] in Platelet poor plasma', 'ng/mL{DDU}', 3],
]
