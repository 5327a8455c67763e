import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { escrowPerson } from '../../tests/support/escrow.ts'
import {
  cheapKdf,
  codeOf,
  newFolder,
  newReplica,
  now,
  removeFolders,
  user,
  value,
} from '../../tests/support/store-fixture.ts'
import { openReplica } from '../store/open.ts'
import { replicaPaths } from '../store/paths.ts'
import { recover, setRecovery } from './recovery.ts'
import { createSlots, openUserSlot, setUserSlot } from './slots.ts'

afterAll(removeFolders)

const director = escrowPerson('director')
const archivist = escrowPerson('archivist')
const stranger = escrowPerson('stranger')
const escrow = [director.certificate, archivist.certificate] as const

test('two people together recover a replica whose passphrase is lost, and the clerk goes on with a new one', async () => {
  const { dir, key, db } = await newReplica({ people: 3 })
  db.close()
  value(setRecovery({ dir, key, escrow, now }))
  const recovered = value(recover({ dir, holders: [archivist, director] }))
  expect(recovered.key).toEqual(key)
  value(await setUserSlot({ dir, key: recovered.key, login: user.login, passphrase: 'after recovery', kdf: cheapKdf }))
  const opened = value(await openUserSlot({ dir, login: user.login, passphrase: 'after recovery' }))
  const again = value(openReplica({ dir, key: opened.key }))
  again.close()
})

test('neither person alone, nor with a stranger, recovers anything', async () => {
  const { dir, key, db } = await newReplica()
  db.close()
  value(setRecovery({ dir, key, escrow, now }))
  const refusal = (a: typeof director, b: typeof director) => recover({ dir, holders: [a, b] })
  expect(refusal(director, director)).toMatchObject({
    error: { code: 'keys/recovery-refused', params: { reason: 'same-holder', index: 1 } },
  })
  expect(refusal(director, stranger)).toMatchObject({ error: { params: { reason: 'wrong-key', index: 1 } } })
  expect(refusal({ ...director, passphrase: 'no' }, archivist)).toMatchObject({
    error: { params: { reason: 'unreadable-key', index: 0 } },
  })
  expect(refusal({ ...director, pem: 'not a key' }, archivist)).toMatchObject({
    error: { params: { reason: 'unreadable-key', index: 0 } },
  })
})

test("another device's recovery slot does not open with ours", async () => {
  const ours = await newReplica()
  const theirs = await newReplica()
  ours.db.close()
  theirs.db.close()
  value(setRecovery({ ...ours, escrow, now }))
  value(setRecovery({ ...theirs, escrow, now }))
  const [a, b] = [ours, theirs].map(({ dir }) => JSON.parse(readFileSync(replicaPaths(dir).slots, 'utf8')))
  expect(a.body.recovery.shares[0].sealed).not.toBe(b.body.recovery.shares[0].sealed)
  expect(value(recover({ dir: theirs.dir, holders: [director, archivist] })).key).toEqual(theirs.key)
})

test('a certificate that cannot be relied on is refused, saying which and why', async () => {
  const dir = newFolder()
  const { key } = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))
  const reasonFor = (first: string, second: string): unknown => {
    const result = setRecovery({ dir, key, escrow: [first, second], now })
    return result.ok ? 'accepted' : [result.error.params['index'], result.error.params['reason']]
  }
  const short = escrowPerson('short', { bits: 2048 })
  const expired = escrowPerson('expired', { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' })
  const twin = escrowPerson('twin', { sameKeyAs: director })
  expect(reasonFor('no certificate', archivist.certificate)).toEqual([0, 'unreadable'])
  expect(reasonFor(director.certificate, short.certificate)).toEqual([1, 'too-short'])
  expect(reasonFor(expired.certificate, archivist.certificate)).toEqual([0, 'not-valid-now'])
  expect(reasonFor(director.certificate, twin.certificate)).toEqual([1, 'same-key'])
  expect(codeOf(recover({ dir, holders: [director, archivist] }))).toBe('keys/recovery-refused')
  expect(reasonFor(director.certificate, archivist.certificate)).toBe('accepted')
})
