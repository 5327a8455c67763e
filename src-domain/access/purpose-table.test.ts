import { describe, expect, it } from 'vitest'
import { purposes, type Purpose } from '../../src-contract/purposes.ts'
import { systemIds, type SystemId } from '../../src-contract/systems.ts'
import { opensField, opensSearch, opensSystem } from './purpose-table.ts'

// Written out once more by hand, from the design of lookup: the table must not be tested against itself.
const open: Record<Purpose, readonly SystemId[]> = {
  P01: ['JZ', 'WG', 'WY', 'ZJ'],
  P02: ['JZ', 'WG', 'WY', 'ZJ'],
  P03: ['JCJ', 'JZ'],
  P04: ['JCJ', 'JZ', 'WG'],
  P05: ['WY', 'YJ'],
  P06: ['JZ', 'MZ'],
  P07: [],
  P08: [],
  P09: ['JCJ', 'JZ', 'MZ', 'WG', 'WY', 'YJ', 'ZJ'],
}

describe('a purpose opens its systems and no others', () => {
  for (const purpose of purposes) {
    for (const system of systemIds) {
      const expected = open[purpose].includes(system)
      it(`${purpose} ${expected ? 'opens' : 'does not open'} ${system}`, () => {
        expect(opensSystem(purpose, system)).toBe(expected)
        expect(opensField(purpose, system, 'address') && !expected).toBe(false)
      })
    }
  }
})

describe('a purpose opens only the fields that it needs', () => {
  it('mediation sees who a party is, not where the police register says that the party lives', () => {
    expect(opensField('P04', 'JZ', 'name')).toBe(true)
    expect(opensField('P04', 'JZ', 'address')).toBe(false)
    expect(opensField('P04', 'JZ', 'phone')).toBe(false)
  })

  it('a hazard opens the unit in property management, not its owner', () => {
    expect(opensField('P05', 'WY', 'address')).toBe(true)
    expect(opensField('P05', 'WY', 'name')).toBe(false)
    expect(opensField('P05', 'WY', 'phone')).toBe(false)
    expect(opensField('P05', 'WY', 'plate')).toBe(false)
  })

  it('audit and appeal open no free search', () => {
    expect(purposes.filter((purpose) => !opensSearch(purpose))).toEqual(['P07', 'P08'])
  })
})
