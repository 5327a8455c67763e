import { expect, test } from 'vitest'
import { isExcluded, isExclusion, proxyAddressText, readProxyAddress, readSystemProxy } from './proxy-address.rules.ts'

test('a proxy is typed with host and port, with or without a scheme', () => {
  const told = (typed: string): string | null => {
    const hop = readProxyAddress(typed)
    return hop === null ? null : proxyAddressText(hop)
  }
  expect(told(' 10.8.0.1:3128 ')).toBe('http://10.8.0.1:3128')
  expect(told('Proxy.Example.cn:80')).toBe('http://proxy.example.cn:80')
  expect(told('https://proxy.example.cn:443/')).toBe('https://proxy.example.cn:443')
  expect(told('[fd00::1]:8080')).toBe('http://[fd00::1]:8080')
  for (const wrong of [
    '',
    'proxy',
    'http://proxy',
    'ftp://proxy:21',
    'u:p@proxy:80',
    'proxy:80/x',
    'proxy:80?x',
    'proxy:0',
  ])
    expect(told(wrong)).toBeNull()
})

test('what goes past it is found by name, by the end of a name, by address and by network', () => {
  const rules = ['portal.example.cn', '*.station.cn', '10.8.0.7', '192.168.0.0/16', 'fd00::7']
  expect(rules.every(isExclusion)).toBe(true)
  for (const host of ['PORTAL.example.cn', 'a.b.station.cn', '10.8.0.7', '192.168.200.1', 'fd00::7'])
    expect(isExcluded(host, rules)).toBe(true)
  for (const host of ['x.portal.example.cn', 'station.cn', 'evilstation.cn', '10.8.0.70', '192.169.0.1', 'fd00::8'])
    expect(isExcluded(host, rules)).toBe(false)
  expect(isExcluded('200.1.1.1', ['0.0.0.0/0'])).toBe(true)
  expect(isExcluded('10.0.0.1', [])).toBe(false)
})

test('of what a system says the first way that can be gone counts', () => {
  const hop = { host: '10.8.0.1', port: 3128, secure: false }
  expect(readSystemProxy('PROXY 10.8.0.1:3128; DIRECT')).toEqual(hop)
  expect(readSystemProxy('SOCKS 10.8.0.2:1080; PROXY 10.8.0.1:3128')).toEqual(hop)
  expect(readSystemProxy('HTTPS 10.8.0.1:3128')).toEqual({ ...hop, secure: true })
  expect(readSystemProxy('DIRECT')).toBe('direct')
  expect(readSystemProxy('')).toBe('direct')
  expect(readSystemProxy('SOCKS5 10.8.0.2:1080')).toBe('unknown-kind')
})
