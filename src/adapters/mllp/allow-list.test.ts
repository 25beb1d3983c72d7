import { expect, test } from 'vitest'
import { allowList, peerName } from './allow-list.ts'

test('without a list everybody may connect, with an empty one nobody', () => {
  expect(allowList(undefined)('203.0.113.7')).toBe(true)
  expect(allowList([])('203.0.113.7')).toBe(false)
})

test('addresses and ranges of both versions let in what they name and nothing else', () => {
  const allowed = allowList(['10.20.0.0/16', '192.0.2.9', '2001:db8::/32', '::1'])
  for (const address of ['10.20.255.255', '192.0.2.9', '2001:db8:1::5', '::1']) expect(allowed(address)).toBe(true)
  for (const address of ['10.21.0.0', '192.0.2.8', '2001:db9::', '::2', '', 'unknown'])
    expect(allowed(address)).toBe(false)
})

test('an IPv4 address that is mapped into IPv6 is the IPv4 address, on either side', () => {
  expect(allowList(['10.20.0.0/16'])('::ffff:10.20.3.4')).toBe(true)
  expect(allowList(['10.20.0.0/16'])('::ffff:10.21.3.4')).toBe(false)
  expect(allowList(['::ffff:10.20.3.4'])('10.20.3.4')).toBe(true)
  expect(allowList(['::ffff:10.20.0.0/112'])('10.20.3.4')).toBe(true)
})

test('a range of everything is everything of its version', () => {
  expect(allowList(['0.0.0.0/0'])('203.0.113.7')).toBe(true)
  expect(allowList(['0.0.0.0/0'])('2001:db8::1')).toBe(false)
})

test('what is no address and no range is refused', () => {
  for (const entry of ['lis.example', '10.20.0.0/33', '10.20/16', '10.20.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', ''])
    expect(() => allowList([entry])).toThrow(expect.objectContaining({ code: 'site-address' }))
})

test('the name of a peer reads well for both versions', () => {
  expect(peerName('::ffff:10.1.2.3', 4711)).toBe('10.1.2.3:4711')
  expect(peerName('2001:db8::1', 4711)).toBe('[2001:db8::1]:4711')
  expect(peerName(undefined, undefined)).toBe('unknown:0')
})
