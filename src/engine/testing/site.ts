// A small site for tests: one EHR, one LIS, a flow for each kind of traffic. Ports are those of the virtual network.
import { z } from 'zod'
import { Flow } from '../../site/shapes/flow.ts'
import { type Conversion, type MapRow, Ownership, type Site, SiteFile } from '../../site/shapes/site.ts'
import { System } from '../../site/shapes/system.ts'

export const ports = { ehrIn: 7001, lisIn: 7002, ehrOut: 8001, lisOut: 8002 } as const

type FlowChange = Partial<z.input<typeof Flow>>
type DeliveryChange = Partial<z.input<typeof Flow>['delivery']>

export type SiteChange = {
  readonly mode?: 'live' | 'observe'
  readonly flows?: Readonly<Record<string, FlowChange>>
  /** Delivery settings of a flow. */
  readonly delivery?: Readonly<Record<string, DeliveryChange>>
  readonly clocks?: z.input<typeof SiteFile>['clocks']
  /** What acknowledgements of the EHR and of the LIS prove. */
  readonly proves?: 'sent' | 'received' | 'accepted' | 'filed'
  readonly maxMessage?: string
  readonly census?: boolean
  /** Approved rows of the map `components`, LIS code to EHR code. */
  readonly components?: Readonly<Record<string, string>>
  /** Conversions in those rows, by LIS code. */
  readonly conversions?: Readonly<Record<string, Conversion>>
  /** Rows of catalogs by id: `lis-components`. */
  readonly catalogs?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
  readonly alignment?: Site['alignment']
}

/** The site, with what a test wants different. */
export function testSite(change: SiteChange = {}): Site {
  const file = SiteFile.parse({
    name: 'testing',
    title: 'Test Hospital',
    time_zone: 'America/Chicago',
    mode: change.mode ?? 'live',
    ...(change.clocks ? { clocks: change.clocks } : {}),
  })
  return {
    ...file,
    revision: 'test',
    systems: systems(change),
    flows: flows(change),
    ownership: Ownership.parse({
      default_team: 'desk',
      teams: [
        { id: 'desk', title: 'Interface desk', role: 'interface analyst on call' },
        { id: 'lab', title: 'Laboratory', role: 'lab shift lead' },
        { id: 'ehr-team', title: 'EHR team', role: 'EHR application team' },
      ],
    }),
    maps: [{ id: 'components', rows: Object.entries(change.components ?? {}).map(row(change)) }],
    catalogs: Object.entries(change.catalogs ?? {}).map(([id, rows]) => ({ id, rows })),
    ...(change.alignment ? { alignment: change.alignment } : {}),
  }
}

const row =
  ({ conversions = {} }: SiteChange) =>
  ([fromCode, toCode]: [string, string], index: number): MapRow => {
    const conversion = conversions[fromCode]
    return {
      ...(conversion ? { conversion } : {}),
      ...{ fromSystem: 'lis', fromCode, toSystem: 'ehr', toCode, context: {}, direction: 'both', status: 'approved' },
      ...{
        approvedBy: 'lab director',
        approvedOn: '2026-01-01',
        note: '',
        file: 'maps/components.csv',
        line: index + 2,
      },
    }
  }

function systems({ proves = 'received', maxMessage = '1MB', census }: SiteChange): System[] {
  const connection = (id: string, direction: string, port: number) => ({
    ...{ id, direction, port },
    ...(direction === 'in' ? { max_message: maxMessage } : { proves }),
  })
  const ehr = {
    id: 'ehr',
    name: 'EHR',
    role: 'ehr',
    owner: 'ehr-team',
    dialect: { versions: ['2.5.1'] },
    connections: [connection('ehr-in', 'in', ports.ehrIn), connection('ehr-out', 'out', ports.ehrOut)],
    ...(census ? { census: { url: 'http://127.0.0.1:9/census', every: '1m' } } : {}),
  }
  const lis = {
    id: 'lis',
    name: 'LIS',
    role: 'lis',
    owner: 'lab',
    dialect: { versions: ['2.5.1'] },
    connections: [connection('lis-in', 'in', ports.lisIn), connection('lis-out', 'out', ports.lisOut)],
  }
  return z.array(System).parse([ehr, lis])
}

function flows(change: SiteChange): Flow[] {
  const flow = (id: string, from: string, to: string, kind: string, messages: string[], connection: string) => {
    const { delivery: _, ...changed } = change.flows?.[id] ?? {}
    return {
      ...{ id, from, to, kind, messages },
      delivery: { connection, ...change.delivery?.[id] },
      ...changed,
    }
  }
  return z
    .array(Flow)
    .parse([
      flow('orders', 'ehr', 'lis', 'orders', ['ORM^O01', 'OML^O21'], 'lis-out'),
      flow('patients', 'ehr', 'lis', 'patients', ['ADT'], 'lis-out'),
      flow('answers', 'lis', 'ehr', 'answers', ['ORR^O02', 'ORL^O22'], 'ehr-out'),
      flow('status', 'lis', 'ehr', 'status', ['ORM^O01'], 'ehr-out'),
      flow('results', 'lis', 'ehr', 'results', ['ORU^R01'], 'ehr-out'),
    ])
}
