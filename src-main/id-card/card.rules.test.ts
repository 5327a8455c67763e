import { expect, it } from 'vitest'
import { keptOf } from './card.rules.ts'

const raw = {
  name: ' 测试甲 ',
  sex: '女',
  ethnicity: 'CANARY-ETHNICITY',
  birthDate: '19900307',
  address: '澄湾市东渚区幸福路12号 ',
  number: '99010219900307001x',
  authority: 'CANARY-AUTHORITY',
  photo: Buffer.from('CANARY-PHOTO'),
  fingerprint: Buffer.from('CANARY-FINGERPRINT'),
  somethingNew: 'CANARY-NEW',
}

it('name, sex, birth date, number and address are taken, and nothing else that the card holds', () => {
  const kept = keptOf(raw)
  expect(kept).toEqual({
    name: '测试甲',
    sex: 'female',
    birthDate: '1990-03-07',
    number: '99010219900307001X',
    address: '澄湾市东渚区幸福路12号',
  })
  expect(JSON.stringify(kept)).not.toContain('CANARY')
})

it('what cannot be read is left empty, never made up', () => {
  expect(keptOf({ ...raw, sex: '?', birthDate: '1990年' })).toMatchObject({ sex: '', birthDate: '' })
})
