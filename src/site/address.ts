// IP addresses, CIDR ranges and names of machines as texts. The one thing to know: this judges the form only; what lies in a range is the
// network adapter's to decide.

/** An IPv4 or IPv6 address, or a range of them: 10.20.0.0/16, fd00::/8. */
export function isAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  if (more.length > 0) return false
  const width = isIpv4(address) ? 32 : isIpv6(address) ? 128 : 0
  return width > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width))
}

/** An IP address, IPv6 also with its zone (fe80::1%eth0), or a name of a machine. (RFC 1123 §2.1; with the _ that many have) */
export function isHost(text: string): boolean {
  const [address = '', zone, ...more] = text.split('%')
  if (zone !== undefined) return more.length === 0 && /^[\w.-]+$/.test(zone) && isIpv6(address)
  return isIpv4(text) || isIpv6(text) || isName(text)
}

/** Labels of letters, digits and hyphens. The last is no number, so that a mistyped IPv4 address is not taken for a name. */
function isName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.')
  const areLabels = labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
  return text.length <= 253 && areLabels && !/^\d+$/.test(labels.at(-1)!)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return false
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const given = [...groups(head), ...groups(tail ?? '')]
  const last = given.at(-1) ?? ''
  const count = given.length + (isIpv4(last) ? 1 : 0)
  const areGroups = given.every(
    (group, index) => /^[0-9a-f]{1,4}$/i.test(group) || (index === given.length - 1 && isIpv4(group)),
  )
  return areGroups && (tail === undefined ? count === 8 : count < 8)
}
