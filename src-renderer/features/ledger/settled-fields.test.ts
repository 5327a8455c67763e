import { expect, test } from 'vitest'
import { understood } from './settled-fields.ts'

const today = '2026-03-10'

test('a short date is shown as the day that it means, as soon as the field is left', () => {
  expect(understood('L06', { occurredOn: '0305' }, 'occurredOn', today)).toEqual({ occurredOn: '2026-03-05' })
  expect(understood('L06', { occurredOn: '昨天' }, 'occurredOn', today)).toEqual({ occurredOn: '2026-03-09' })
  expect(understood('L06', { occurredOn: '2026-03-05' }, 'occurredOn', today)).toEqual({})
})

test('what cannot be read stays as it was typed', () => {
  expect(understood('L06', { occurredOn: '2026-02-30' }, 'occurredOn', today)).toEqual({})
})

test('day of birth and sex come from the document number, but never over what was typed', () => {
  const fields = { documentKind: 'resident-id', documentNumber: '990102199003074522' }
  expect(understood('L02', fields, 'documentNumber', today)).toEqual({ birthDate: '1990-03-07', sex: 'female' })
  expect(understood('L02', { ...fields, sex: 'male' }, 'documentNumber', today)).toEqual({ birthDate: '1990-03-07' })
})

test('a field that was left empty changes nothing, and another field is not touched', () => {
  expect(understood('L06', { occurredOn: '0305', phone: '' }, 'phone', today)).toEqual({})
})
