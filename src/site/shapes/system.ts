// systems/*.yaml: one system (EHR, LIS, ...), the dialect it speaks, and its connections. Dialects come first: real systems
// write `CD:2539` in ORC-1 and `Ordered` in ORC-5, so local codes are declared here and the ledger sees standard ones.
import { z } from 'zod'
import { Duration, Header, Id, levels, Size } from './common.ts'

/** Fields that carry one kind of number, in order of precedence, and the authorities under which it is that number. */
const Numbers = z.strictObject({
  fields: z.array(z.string()).min(1).describe('Where this number stands, best first: [ORC-2, OBR-2]'),
  authorities: z
    .array(z.string())
    .default([])
    .describe('Assigning authorities (EI-2) that mark this number; empty: any'),
  ignore_authorities: z
    .array(z.string())
    .default([])
    .describe('Authorities that mark another kind of number in these fields'),
})

export const Dialect = z.strictObject({
  versions: z.array(z.string()).min(1).describe('HL7 versions that it sends: ["2.3"]'),
  encoding: z.string().default('UNICODE UTF-8').describe('Character set of messages without MSH-18 (HL7 table 0211)'),
  time_zone: z.string().optional().describe('IANA zone of times without offset; the site’s where absent'),
  numbers: z
    .strictObject({
      placer: Numbers.default({ fields: ['ORC-2', 'OBR-2'], authorities: [], ignore_authorities: [] }).describe(
        'The number of who orders',
      ),
      filler: Numbers.default({ fields: ['ORC-3', 'OBR-3'], authorities: [], ignore_authorities: [] }).describe(
        'The number of who performs',
      ),
      group: Numbers.default({ fields: ['ORC-4'], authorities: [], ignore_authorities: [] }).describe(
        'The number of orders placed together',
      ),
      accession: Numbers.optional().describe('Where the accession stands, if not in the filler number'),
    })
    .prefault({})
    .describe('Which fields hold which number'),
  patient: z
    .strictObject({
      identifier_types: z
        .array(z.string())
        .default(['MR', 'MRN', 'PI', 'EPI', ''])
        .describe('PID-3.5 codes that mark the record number, best first; empty text: none given'),
      authorities: z
        .record(z.string(), z.string())
        .default({})
        .describe('PID-3.4 as it is written here: the authority’s name in this site'),
      default_authority: z.string().optional().describe('The authority of a number that names none'),
    })
    .prefault({})
    .describe('How patients are known'),
  order_control: z.record(z.string(), z.string()).default({}).describe('Local ORC-1 codes: HL7 table 0119'),
  order_status: z.record(z.string(), z.string()).default({}).describe('Local ORC-5 codes: HL7 table 0038'),
  result_status: z.record(z.string(), z.string()).default({}).describe('Local OBR-25 codes: HL7 table 0123'),
  observation_status: z.record(z.string(), z.string()).default({}).describe('Local OBX-11 codes: HL7 table 0085'),
  priority: z
    .record(z.string(), z.string())
    .optional()
    .describe('Local codes of priorities: HL7 table 0485 (S, A, R, P, C, T)'),
  observation_key: z
    .array(z.string())
    .default(['OBX-3.1', 'OBX-4'])
    .describe(
      'What makes two OBX of one order the same observation; the first value present of OBX-3.1, OBX-3.4 where OBX-3.1 is empty',
    ),
})

export const Tls = z.strictObject({
  cert: z.string().optional().describe('PEM file with our certificate'),
  key: z.string().optional().describe('PEM file with its key'),
  ca: z
    .string()
    .optional()
    .describe('PEM file with the authority that signed the peer’s certificate; on a listener it demands one'),
  server_name: z.string().optional().describe('The name in the peer’s certificate, where it differs from host'),
})

export const Connection = z.strictObject({
  id: Id.describe('Its id, of which the site has one: the name of its queue and its switches'),
  direction: z.enum(['in', 'out']).describe('in: Labloop listens; out: Labloop connects'),
  host: z
    .string()
    .default('127.0.0.1')
    .describe('IP address or name; in: of this machine, to listen on, 0.0.0.0 for all; out: the peer’s'),
  port: z.int().min(0).max(65535).describe('in: 0 takes a free one'),
  tls: Tls.optional().describe('Encrypted where it stands'),
  allow: z.array(z.string()).default([]).describe('Addresses or CIDR ranges that may connect; empty: any'),
  proves: z
    .enum(levels)
    .default('received')
    .describe('What a positive acknowledgement from this connection proves; raise it only by a lie test'),
  max_message: Size.prefault('32MB').describe('Larger messages are refused'),
  idle: Duration.prefault('0s').describe('Close a connection without a byte for this long; 0s: never'),
})

export const Census = z.strictObject({
  url: z.url().describe('Where the system answers with its own list of orders and results'),
  every: Duration.prefault('5m').describe('How often it is asked'),
})

export const System = z.strictObject({
  id: Id.describe('The system’s id, which is the name of the file'),
  name: z.string().describe('The system, for people'),
  role: z
    .enum(['ehr', 'lis', 'middleware', 'reference-lab', 'engine'])
    .describe('An EHR places orders; a LIS, a reference laboratory and middleware perform them'),
  owner: Id.optional().describe('The team accountable for it; the site’s default team where absent'),
  header: Header.optional().describe('How it is named in MSH-3 to MSH-6; where absent those fields stay as they came'),
  dialect: Dialect.describe('How it writes what HL7 leaves open'),
  connections: z.array(Connection).default([]).describe('Where it is heard and reached'),
  census: Census.optional().describe('Its own list of orders and results, which proves what is filed'),
  limits: z
    .strictObject({
      observation_statuses: z
        .array(z.string())
        .optional()
        .describe(
          'The only OBX-11 values it can take; another is held, passed or refused as a code without a row; absent: any',
        ),
      text_length: z
        .int()
        .min(1)
        .optional()
        .describe('The longest text that it keeps of OBX-5 or NTE-3, in characters; absent: any'),
      documents: z.boolean().optional().describe('false: it drops documents inside a result (OBX-2 ED and RP)'),
      control_id_length: z.int().min(1).default(199).describe('MSH-10: 20 up to HL7 2.5.1, 199 from 2.6'),
    })
    .prefault({})
    .describe('What it cannot take'),
  control_id_window: Duration.prefault('30d').describe(
    'A repeated MSH-10 inside this window is a repeat, not a new message',
  ),
})
export type System = z.output<typeof System>
export type Dialect = z.output<typeof Dialect>
export type Connection = z.output<typeof Connection>
export type Tls = z.output<typeof Tls>
