// IP addresses and CIDR ranges as texts. The one thing to know: this judges the form only; what lies in a range is the
// network adapter's to decide.

/** An IPv4 or IPv6 address, or a range of them: 10.20.0.0/16, fd00::/8. */
export function isAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  if (more.length > 0) return false
  const width = isIpv4(address) ? 32 : isIpv6(address) ? 128 : 0
  return width > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width))
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
