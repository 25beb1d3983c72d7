// Which peers may connect. The one thing to know: an IPv4 peer of a socket that listens on IPv6 shows up as
// ::ffff:10.1.2.3, and counts as 10.1.2.3.
import { BlockList, isIP } from 'node:net'
import { LabloopError } from '../../errors.ts'

/**
 * True for the addresses of a list of addresses and CIDR ranges; without a list, for all. Throws `site-address` for an
 * entry that is neither.
 */
export function allowList(entries: readonly string[] | undefined): (address: string) => boolean {
  if (!entries) return () => true
  const list = new BlockList()
  for (const entry of entries) add(list, plainAddress(entry))
  return (address) => {
    const plain = plainAddress(address)
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}

function add(list: BlockList, entry: string): void {
  const [address = '', bits, ...rest] = entry.split('/')
  const version = isIP(address)
  const most = version === 4 ? 32 : 128
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
  if (version === 0 || rest.length > 0 || prefix < 0 || prefix > most) {
    throw new LabloopError('site-address', { given: entry, allowed: 'an address, or a range as in 10.20.0.0/16' })
  }
  list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
}

/** Without the scope of a link-local address, and an IPv4 address that is mapped into IPv6 as IPv4. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/i.exec(address)
  if (mapped) return mapped[2] === undefined ? mapped[1]! : `${mapped[1]}/${Number(mapped[2]) - 96}`
  return address.replace(/%[^/]*/, '')
}

/** Address and port for people. */
export function peerName(address: string | undefined, port: number | undefined): string {
  const plain = plainAddress(address ?? 'unknown')
  return `${plain.includes(':') ? `[${plain}]` : plain}:${port ?? 0}`
}
