// What can be wrong with a site folder: its files, what they refer to, its maps, catalogs and workflows. The one thing to
// know: each is told with file, line and column, what was given and what is allowed.
import type { ErrorEntry } from './entry.ts'

/** Every one of them: its code, what it means, and what to do about it. */
export const siteErrorCodes = {
  'site-folder-missing': {
    message: 'The site folder is not there or cannot be read.',
    remedy: 'Name the folder that holds site.yaml, or begin with a copy of examples/riverside.',
  },
  'site-folder-other': {
    message: 'This is no site folder.',
    remedy:
      'Name the site folder with --site DIR, or call the command in it; a new one begins with a copy of examples/riverside.',
  },
  'site-invalid': {
    message: 'The site folder has errors, so nothing was started.',
    remedy: 'Run "labloop check" on the folder and correct what it lists.',
  },
  'catalog-file': {
    message: 'A table of a catalog cannot be taken as it is, so nothing was made of it.',
    remedy: 'Correct what is listed before this line, and call the command again.',
  },
  'site-file-missing': {
    message: 'A site needs this file.',
    remedy: 'Create the file; docs/site-reference.md says what belongs into it.',
  },
  'site-file-unknown': {
    message: 'This file has no place in a site and is not read.',
    remedy: 'Rename it, move it to the folder it belongs to, or take it out of the site.',
  },
  'site-file-unreadable': {
    message: 'This cannot be read as a file of the site.',
    remedy: 'See that it is there, that it is a file, and that this user may read it.',
  },
  'site-file-large': {
    message: 'The file is larger than a file of a site may be.',
    remedy: 'Take out of it what is no part of a site, or divide it.',
  },
  'site-file-encoding': {
    message: 'The file is not UTF-8 text.',
    remedy: 'Save the file as UTF-8.',
  },
  'site-yaml': {
    message: 'The file cannot be read as YAML.',
    remedy:
      'Correct the line: indentation by spaces, a colon and a blank after each name, quotes around text with colons.',
  },
  'site-key-repeated': {
    message: 'The same name stands twice in one place, so one of the two would be lost.',
    remedy: 'Keep one of them.',
  },
  'site-key-unknown': {
    message: 'There is no setting of this name here.',
    remedy: 'Correct the spelling or take the line out; docs/site-reference.md lists every setting.',
  },
  'site-value-missing': {
    message: 'A required setting is missing.',
    remedy: 'Add the setting.',
  },
  'site-value-invalid': {
    message: 'The setting has a value that is not allowed.',
    remedy: 'Give one of the allowed values.',
  },
  'site-step-verb': {
    message: 'A step has exactly one verb.',
    remedy:
      'Write one of set, copy, map, drop, split, merge, for_each, restructure or call, with the settings of that verb.',
  },
  'site-id-repeated': {
    message: 'Two things of one kind have the same id.',
    remedy: 'Give each its own id.',
  },
  'site-id-file': {
    message: 'The id in a file differs from the name of the file.',
    remedy: 'Name the file after its id.',
  },
  'site-reference-unknown': {
    message: 'The name refers to something that the site does not have.',
    remedy: 'Correct the spelling, or add what is referred to.',
  },
  'site-nothing': {
    message: 'The site connects nothing.',
    remedy: 'Describe at least one system in systems/ and one flow in flows/.',
  },
  'site-connection-direction': {
    message: 'The connection runs in the wrong direction for this use.',
    remedy: 'Name an out connection of the system that the flow delivers to.',
  },
  'site-connection-missing': {
    message: 'The system that a flow starts from has no connection on which Labloop could hear it.',
    remedy: 'Give the system a connection with direction: in.',
  },
  'site-connection-unused': {
    message: 'No flow uses this connection.',
    remedy: 'Deliver a flow to it, or take it out.',
  },
  'site-port-repeated': {
    message: 'Two connections use the same address and port.',
    remedy: 'Give each connection that Labloop listens on a port of its own, and each destination its own address.',
  },
  'site-messages-ambiguous': {
    message: 'Two flows take the same message from the same system to the same system.',
    remedy: 'Let one flow take it; a message can go to several systems, once to each.',
  },
  'site-message-kind': {
    message: 'The flow takes a message that does not belong to its kind.',
    remedy: 'Correct kind, or take the message in a flow of its own.',
  },
  'site-time-zone': {
    message: 'There is no time zone of this name.',
    remedy: 'Use a name of the IANA time zone database, as in America/Chicago.',
  },
  'site-tls-file': {
    message: 'The file of a certificate or key is missing or is no PEM text.',
    remedy: 'Put the PEM file where the path says, seen from the site folder.',
  },
  'site-tls-pair': {
    message: 'A certificate needs its key and a key its certificate; a listener needs both.',
    remedy: 'Give cert and key together.',
  },
  'site-address': {
    message: 'This is no address, or no range of addresses.',
    remedy: 'Write an IP address or a CIDR range, as in 10.20.0.0/16.',
  },
  'site-path': {
    message: 'This is not a path to a field.',
    remedy: "Write a path as in 'PID-3', 'OBX[*]-5.1', 'PID-3[2].4.2' or 'MSH-10'; all numbers count from 1.",
  },
  'site-path-index': {
    message: 'A message can have several of these segments, and the path does not say which.',
    remedy: 'Say which: [*] for each, [1] for the first, or put the step into for_each.',
  },
  'site-field-unknown': {
    message: 'The dictionary has no such segment or field.',
    remedy: 'Correct the path; Z segments are free.',
  },
  'site-dialect-code': {
    message: 'The code is not in the HL7 table that the ledger uses.',
    remedy: 'Translate the local code to one of the table.',
  },
  'site-dialect-identity': {
    message: 'A code of the HL7 table is translated to another one of the same table.',
    remedy: 'Be sure that the system really means this; then it may stay.',
  },
  'site-version': {
    message: 'This is not a version of HL7 v2 that Labloop reads.',
    remedy: 'Use one of 2.1 to 2.8.2, in quotes.',
  },
  'site-step-content': {
    message: 'The step would write by hand what only the laboratory or the registration may say.',
    remedy:
      'Recode with a map (OBX-3, OBX-6, OBX-8, OBX-11), and let the source correct everything else: no step authors PID, OBR-7, OBX-3/5/6/7/8/11 or result notes.',
  },
  'site-step-order': {
    message: 'The step cannot do anything where it stands.',
    remedy: 'Move it: a path must exist in the message as the steps before it leave it.',
  },
  'site-step-useless': {
    message: 'The step changes nothing.',
    remedy: 'Correct its paths, or take it out.',
  },
  'site-step-header': {
    message: 'The step changes a part of the header that the engine itself writes.',
    remedy: 'Leave MSH-1, MSH-2, MSH-10 and MSH-18 alone; set MSH-3 to MSH-6 with header in the system.',
  },
  'site-restructure': {
    message: 'There is no way known from the messages of this flow to that structure.',
    remedy: 'Use ORM_O01 to OML_O21, ORL_O22 to ORR_O02 or ORU_R01 to ORU_R01, or write a function and call it.',
  },
  'site-call-file': {
    message: 'The file of a called function is not in the site folder.',
    remedy: 'Put it into steps/ and name it from the site folder, as in steps/orders.ts#function.',
  },
  'site-call-function': {
    message: 'The file does not export a function of this name.',
    remedy: 'Write: export const name: StepFunction = (message, tools) => message.',
  },
  'site-call-typed': {
    message: 'The function of a step has no type.',
    remedy: "Declare it as StepFunction, from 'labloop/step'.",
  },
  'site-call-import': {
    message: "A step's file imports something that it may not use.",
    remedy: "Import only from 'labloop/step', 'labloop/hl7' and files of the site: no clock, chance, files or network.",
  },
  'site-call-impure': {
    message: "A step's file uses the clock, chance, timers, the process or the network.",
    remedy: 'Compute from the message alone; what else is needed comes through tools.',
  },
  'site-call-syntax': {
    message: "A step's file cannot be read as TypeScript with types that can be erased.",
    remedy: 'Correct the file; enums, namespaces and parameter properties cannot be used.',
  },
  'site-call-threw': {
    message: "A step's file throws while it is loaded, or ends the process.",
    remedy: 'Correct what stands in the file outside of its functions; it runs once, before any message is there.',
  },
  'site-call-slow': {
    message: "A step's file takes too long to load.",
    remedy: 'Take loops and long computations out of what stands outside of the functions; it runs once, at the start.',
  },
  'site-csv': {
    message: 'The file cannot be read as CSV.',
    remedy: 'Use commas, one header line, and quotes around values that hold commas or quotes.',
  },
  'site-csv-column': {
    message: 'The columns are not those of this kind of file.',
    remedy: 'Give the header line its columns; docs/site-reference.md lists them.',
  },
  'site-csv-value': {
    message: 'The cell has a value that is not allowed.',
    remedy: 'Give one of the allowed values.',
  },
  'site-map-pair': {
    message: 'The map has no approved row from the one system of the flow to the other.',
    remedy: 'Add rows for this pair of systems, approve them, or name another map.',
  },
  'site-map-contradiction': {
    message: 'Two approved rows give one code two meanings.',
    remedy: 'Keep one of them, or tell them apart by context.',
  },
  'site-map-reverse': {
    message: 'Read backwards, two approved rows give one code two meanings.',
    remedy: 'Give all but one of them the direction forward, or tell them apart by context.',
  },
  'site-map-repeated': {
    message: 'The same row stands twice.',
    remedy: 'Take one of them out.',
  },
  'site-map-draft': {
    message: 'The row is a draft and is not used.',
    remedy: 'Have it approved by its owner and set status to approved, or take it out before go-live.',
  },
  'site-map-approval': {
    message: 'An approved row does not say who approved it and when.',
    remedy: 'Fill in approved_by (a role) and approved_on (a date).',
  },
  'site-map-context': {
    message: 'The context of the row cannot be read or is never given by a step.',
    remedy: 'Write key=value pairs separated by semicolons, with keys that the step provides.',
  },
  'site-map-dates': {
    message: 'The row ends before it begins, so it never counts.',
    remedy: 'Correct effective_from or effective_to.',
  },
  'site-map-cycle': {
    message: 'Followed from system to system and back, the map gives another code than it began with, again and again.',
    remedy: 'See which of the rows is wrong; a code that comes back must be the code that went out, or one that stays.',
  },
  'site-map-conversion': {
    message: 'The conversion of values cannot be carried out as it stands.',
    remedy: 'Give unit_from and unit_to, and a factor where UCUM and the molecular weight cannot give it.',
  },
  'site-map-unsigned': {
    message: 'The conversion of values is not signed, so values are not converted.',
    remedy: 'Have the laboratory director sign it for this test (signed_by, signed_on), or take it out.',
  },
  'site-signature-stale': {
    message: 'The conversion of values is another one than was signed.',
    remedy: 'Have the laboratory director sign it as it stands now, or take the change back.',
  },
  'site-signature-gone': {
    message: 'The conversion of values was signed before and is not any more, so values will go out as they come.',
    remedy: 'See that the receiver expects the laboratory’s unit again; if not, have the conversion signed.',
  },
  'site-loinc-code': {
    message: 'LOINC cannot have this code.',
    remedy: 'Look the code up; the last digit is a check digit, so a mistyped code is found.',
  },
  'site-map-ways': {
    message: 'Over a third system the code leads to another one than directly.',
    remedy: 'See which row is wrong, or tell the rows apart by context.',
  },
  'site-unit-unknown': {
    message: 'The unit is neither UCUM nor a spelling that Labloop knows.',
    remedy: 'Correct the unit; docs/guide/units.md says what is read.',
  },
  'site-unit-renamed': {
    message: 'A row of a map of units leads a unit to another one, and the number stays.',
    remedy:
      'Lead the unit to its own spelling in the other system; values in another unit are converted test by test, signed, in maps/components.csv.',
  },
  'site-loinc-unknown': {
    message: 'The LOINC list does not have this code, or not as one to be used.',
    remedy: 'Look the code up, and take the one that LOINC gives in its place.',
  },
  'site-mapping-lost': {
    message: 'A code that was mapped before is mapped no more.',
    remedy:
      'Bring the row back, say with another row what the code means now, or set the code inactive in its catalog.',
  },
  'site-catalog-repeated': {
    message: 'The catalog has the same code twice.',
    remedy: 'Keep one row a code.',
  },
  'site-catalog-reference': {
    message: 'The catalog refers to a code that it does not have.',
    remedy: 'Add the code, or correct it.',
  },
  'site-map-code': {
    message: 'The map names a code that the catalog of that system does not have.',
    remedy: 'Correct the code, or add it to the catalog.',
  },
  'site-alignment-doubt': {
    message: 'A doubt about a flag, a range, a time or a change never holds a result.',
    remedy: 'Let it pass: it is told and counted, and the result reaches the chart.',
  },
  'site-alignment-entitled': {
    message: 'The role may not accept findings.',
    remedy: 'Name a role that alignment.yaml entitles, or have the entitlement decided.',
  },
  'site-alignment-dates': {
    message: 'The acceptance ends before it was given.',
    remedy: 'Correct on or until.',
  },
  'site-workflow-ambiguous': {
    message: 'Two workflows are for the same test, so an order would have two paths.',
    remedy: 'Take the test out of one of them, or name it more narrowly in one.',
  },
  'site-owner-missing': {
    message: 'Some kind of exception would have no owner.',
    remedy: 'Name a default_team that exists in teams.',
  },
} as const satisfies Record<string, ErrorEntry>
