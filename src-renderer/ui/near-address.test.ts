import { expect, test } from 'vitest'
import { nearAddress } from './near-address.tsx'

test('a list leaves out what all addresses of the station begin with, and nothing else', () => {
  const county = '云渚省澄湾市东渚区'
  expect(nearAddress('云渚省澄湾市东渚区桂园街道银河路8号3栋***', county)).toBe('桂园街道银河路8号3栋***')
  expect(nearAddress('云渚省澄湾市西渚区银河路8号***', county)).toBe('云渚省澄湾市西渚区银河路8号***')
  expect(nearAddress('银河路8号***', county)).toBe('银河路8号***')
  expect(nearAddress(county, county)).toBe(county)
  expect(nearAddress('云渚省澄湾市东渚区银河路8号***', '')).toBe('云渚省澄湾市东渚区银河路8号***')
})
