import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { DraftId, FileId } from '../../src-contract/ids.ts'
import { newAccountKey, openAccountKey } from '../../src-core/crypto/account-key.ts'
import { keysOf } from '../../src-core/features/accounts/account-keys.repo.ts'
import { boxed, type DraftContent } from '../../src-core/features/ledger/draft-box.ts'
import { keepSeal, sealOf, sealingKeyOf } from '../../src-core/features/ledger/draft-seals.repo.ts'
import { addMark } from '../../src-core/features/sync/sync.repo.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

const L08 = 'L08' as BookId
let pcs: TwoPcs
let platform: TwoPcs['platform']
/** The same clerk works on both. */
let one: TwoPcs['one']
let two: TwoPcs['two']

beforeAll(async () => {
  pcs = await openTwoPcs()
  ;({ platform, one, two } = pcs)
})
afterAll(() => pcs.close())

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
const dbOf = (pc: SyncPc) => {
  const db = pc.core.gate.session?.db
  if (db === undefined) throw new Error('locked')
  return db
}
const count = (pc: SyncPc, table: string) =>
  dbOf(pc).prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
const objectOf = async (pc: SyncPc, draftId: DraftId) =>
  (await pc.must('clerk', 'ledger.readDraft', { draftId })).fields['object']
/** What the drafts of the clerk say. */
async function drafts(pc: SyncPc): Promise<(string | undefined)[]> {
  const { drafts: listed } = await pc.must('clerk', 'ledger.drafts', {})
  return (await Promise.all(listed.map(({ draftId }) => objectOf(pc, draftId)))).sort()
}
async function type(pc: SyncPc, object: string, draftId?: DraftId): Promise<DraftId> {
  const draft =
    draftId === undefined
      ? await pc.must('clerk', 'ledger.openDraft', { book: L08 })
      : await pc.must('clerk', 'ledger.readDraft', { draftId })
  const { revision, fields } = draft
  await pc.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision, fields: { ...fields, object } })
  return draft.draftId
}
/** Keys are opened behind the log-in; then what was typed before goes out too. */
async function settled(pc: SyncPc) {
  await now(pc)
  await expect.poll(() => count(pc, 'account_secrets')).toBeGreaterThan(0)
  expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
}

let draftId: DraftId

test('a draft is on the author’s other PC, and neither the platform nor another account reads it', async () => {
  draftId = await type(one, '幸福路商铺')
  await settled(one)
  const { rows } = await platform.db
    .selectFrom('rows')
    .selectAll()
    .execute()
    .then((all) => ({ rows: all }))
  const kept = rows.filter(({ tbl }) => tbl === 'sealed_drafts')
  expect(kept).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain('幸福路商铺')

  // Somebody else is at the other PC: the row is there, the draft is not.
  await two.must('officer', 'sync.now', {})
  expect(count(two, 'draft_waits')).toBe(1)
  expect(dbOf(two).prepare<[], { n: number }>(`SELECT count(*) AS n FROM draft_fields`).one()?.n).toBe(0)
  expect(await two.must('officer', 'sync.status', {})).toMatchObject({ draftsLocked: false })
  await now(two)
  await expect.poll(() => drafts(two)).toEqual(['幸福路商铺'])
})

test('what is changed on one PC is changed on the other, and what is thrown away goes', async () => {
  await settled(two)
  await type(two, '幸福路七号商铺', draftId)
  await type(two, '幸福路八号商铺', draftId)
  await now(two)
  await now(one)
  await expect.poll(() => drafts(one)).toEqual(['幸福路八号商铺'])
  const gone = await type(one, '多余')
  await now(one)
  await now(two)
  await expect.poll(() => drafts(two)).toEqual(['多余', '幸福路八号商铺'])
  await two.must('clerk', 'ledger.discardDraft', { draftId: gone })
  await now(two)
  await now(one)
  await expect.poll(() => drafts(one)).toEqual(['幸福路八号商铺'])
})

test('both PCs change the same draft: both are kept, the same on each, and nobody has to decide anything', async () => {
  await type(one, '甲改', draftId)
  await type(two, '乙改', draftId)
  await now(one)
  for (const pc of [two, one, two, one]) {
    expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0 })
    await expect.poll(() => drafts(pc).then((all) => all.length)).toBeGreaterThan(0)
  }
  await expect.poll(() => drafts(one)).toEqual(['乙改', '甲改'])
  await expect.poll(() => drafts(two)).toEqual(['乙改', '甲改'])
  expect(await objectOf(one, draftId)).toBe(await objectOf(two, draftId))
  await now(one)
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('the first PC is lost: on a new one with another passphrase the drafts open once the old one is given', async () => {
  const third = await openSyncPc()
  try {
    const { login, passphrase } = third.users.clerk
    const next = '换了一个新的口令2026'
    await third.must('clerk', 'accounts.changePassphrase', { current: passphrase, next })
    await third.enrol(platform)
    await third.core.gate.close()
    expect((await third.call('accounts.logIn', { login, passphrase: next })).ok).toBe(true)
    await now(third)
    await expect.poll(async () => (await third.must('clerk', 'sync.status', {})).draftsLocked).toBe(true)
    expect(await drafts(third)).toEqual([])
    const refused = await third.as('clerk', 'sync.openDrafts', { passphrase: '不是这个口令123' })
    expect(refused).toMatchObject({ error: { code: 'sync/drafts-locked' } })
    await third.must('clerk', 'sync.openDrafts', { passphrase })
    await expect.poll(() => drafts(third)).toEqual(['乙改', '甲改'])
    // From then on this PC's own passphrase opens them.
    await third.must('officer', 'sync.status', {})
    await third.core.gate.close()
    expect((await third.call('accounts.logIn', { login, passphrase: next })).ok).toBe(true)
    await type(one, '又一份')
    await now(one)
    await now(third)
    await expect.poll(() => drafts(third)).toEqual(['乙改', '又一份', '甲改'])
  } finally {
    await third.close()
  }
})

/** What the author typed before they left: nobody reads it, and it goes out while somebody else works there. */
function leftBehind(pc: SyncPc, draft: DraftId, object: string) {
  dbOf(pc)
    .prepare<string[], never>(`UPDATE draft_fields SET value = ? WHERE draft_id = ? AND field = 'object'`)
    .run(object, draft)
}
const asOfficer = (pc: SyncPc) => pc.must('officer', 'sync.now', {})
/** Puts a box of somebody else's making beside, or in the place of, what this PC sends of the draft. */
function send(pc: SyncPc, draft: DraftId, box: (own: readonly string[]) => string[]) {
  dbOf(pc).transaction((tx) => {
    const seal = sealOf(tx, draft)
    if (seal === undefined) throw new Error('never sealed')
    keepSeal(tx, { ...seal, box: box(seal.box) })
    addMark(tx, 'sealed_drafts', draft, new Date().toISOString())
  })
}
const contentOf = (object: string, more: Partial<DraftContent> = {}): DraftContent => {
  const at = '2099-01-01T00:00:00.000Z'
  const [parent, typist] = [null, null]
  return {
    book: 'L08',
    createdAt: at,
    updatedAt: at,
    parent,
    typist,
    fields: { object },
    marks: [],
    confirms: [],
    ...more,
  }
}
async function sentPieces(draft: DraftId): Promise<readonly string[]> {
  await asOfficer(one)
  const row = dbOf(one)
    .prepare<[string], { fields: string }>(`SELECT fields FROM sync_rows WHERE tbl = 'sealed_drafts' AND row_id = ?`)
    .one(draft)
  return (JSON.parse(row?.fields ?? '{}') as { box: string[] }).box
}
async function onBoth(object: string): Promise<DraftId> {
  const draft = await type(one, object)
  await now(one)
  await now(two)
  await expect.poll(() => drafts(two)).toContain(object)
  return draft
}

test('what was typed on one PC is not deleted by the other, which had not opened it when its own went out', async () => {
  const typed = await onBoth('原先的')
  const thrown = await onBoth('要扔的')
  await type(one, '一号机后改', typed)
  await type(one, '一号机留下', thrown)
  await now(one)
  await asOfficer(two)
  leftBehind(two, typed, '二号机后改')
  dbOf(two)
    .prepare<string[], never>(`UPDATE drafts SET gone_act = 'act', gone_until = '2099-01-01' WHERE draft_id = ?`)
    .run(thrown)
  await asOfficer(two)
  for (const pc of [two, one, two, one]) await now(pc)
  for (const pc of [one, two])
    await expect.poll(() => drafts(pc)).toEqual(expect.arrayContaining(['一号机后改', '二号机后改', '一号机留下']))
  expect(await drafts(one)).toEqual(await drafts(two))
})

test('a box that does not open here stays where it is, and waits', async () => {
  const draft = await onBoth('看得见的')
  const locked = boxed(draft, contentOf('锁着的'), newAccountKey().publicKey)
  await two.must('clerk', 'sync.status', {})
  send(two, draft, (own) => [...own, ...locked])
  await now(two)
  await now(one)
  await type(one, '看得见的新字', draft)
  await now(one)
  expect(await sentPieces(draft)).toEqual(expect.arrayContaining(locked))
  expect(count(one, 'draft_waits')).toBe(1)
  await one.must('clerk', 'ledger.discardDraft', { draftId: draft })
  await now(one)
  expect(await sentPieces(draft)).toEqual(locked)
})

test('a draft with a photo stays on the PC that has the photo when it is filed or thrown away elsewhere', async () => {
  const draft = await onBoth('有照片的')
  const fileId = randomUUID() as FileId
  const path = join(two.dir, fileId)
  writeFileSync(path, '%PDF-1.7\n')
  two.core.files.put(fileId, path, '照片.pdf')
  await two.must('clerk', 'attachments.add', { to: { draftId: draft }, fileId })
  await one.must('clerk', 'ledger.discardDraft', { draftId: draft })
  await now(one)
  await now(two)
  expect(await drafts(one)).not.toContain('有照片的')
  expect(await drafts(two)).toContain('有照片的')
  expect(await now(two)).toMatchObject({ conflicts: 0 })
})

test('text that is in no box yet is neither deleted nor overwritten by what comes, and a bad box stops no other', async () => {
  const emptied = await onBoth('被清空的')
  const replaced = await onBoth('被替换的')
  const odd = await onBoth('带坏标记的')
  await one.must('clerk', 'sync.status', {})
  const key = sealingKeyOf(dbOf(one), one.core.gate.session?.session.accountId ?? '') ?? ''
  // Written past the triggers: as what was typed before there was a key.
  await two.must('clerk', 'sync.status', {})
  for (const draft of [emptied, replaced]) {
    leftBehind(two, draft, `本机${draft === emptied ? '清空' : '替换'}前写的`)
    dbOf(two).prepare<[], never>(`DELETE FROM sync_marks WHERE tbl = 'sealed_drafts'`).run()
  }
  send(one, emptied, () => [])
  send(one, replaced, () => boxed(replaced, contentOf('别处的'), key))
  const mark = { field: 'object', source: 'x', at: null, nativeId: null }
  const marks = [mark, mark, { ...mark, field: '没有这一项' }]
  send(one, odd, () =>
    boxed(odd, contentOf('坏标记也打开', { marks, fields: { object: '坏标记也打开', 新版项: '新' } }), key),
  )
  await now(one)
  for (const pc of [two, two, one, two]) await now(pc)
  await expect
    .poll(() => drafts(two))
    .toEqual(expect.arrayContaining(['本机清空前写的', '本机替换前写的', '别处的', '坏标记也打开']))
})

const NEW_PASSPHRASE = '又换了一个口令2026'

test('the passphrase is changed on a PC where it opened nothing yet: the drafts of the day before open under the new one', async () => {
  const { login, passphrase } = one.users.clerk
  await one.must('officer', 'sync.status', {})
  await one.core.gate.close()
  one.core.keyring.leave()
  const resumed = await one.call('accounts.logIn', { login, passphrase })
  expect(resumed.ok).toBe(true)
  // As a core that was restarted: it knows no passphrase, and no key is open.
  one.core.keyring.leave()
  await one.must('clerk', 'accounts.changePassphrase', { current: passphrase, next: NEW_PASSPHRASE })
  await one.core.gate.close()
  one.core.keyring.leave()
  expect((await one.call('accounts.logIn', { login, passphrase: NEW_PASSPHRASE })).ok).toBe(true)
  const open = one.core.gate.session
  if (open === null) throw new Error('locked')
  // Without an exchange.
  await expect.poll(() => one.core.keyring.keysFor(open).length).toBeGreaterThan(0)
  const { accountId } = open.session
  const own = keysOf(open.db, 'account_secrets', accountId)
  const opened = await Promise.all(own.map((key) => openAccountKey(key, NEW_PASSPHRASE)))
  expect(opened.every((key) => key !== undefined)).toBe(true)
})

test('a key of another PC that does not open keeps no draft of this person from leaving, and what has no key is not called synced', async () => {
  const fourth = await openSyncPc()
  try {
    const { login, passphrase } = fourth.users.clerk
    await fourth.must('clerk', 'accounts.changePassphrase', { current: passphrase, next: NEW_PASSPHRASE + '四' })
    await fourth.must('officer', 'ledger.openDraft', { book: L08 })
    await fourth.enrol(platform)
    expect(count(fourth, 'account_secrets')).toBe(0)
    await fourth.must('it', 'sync.now', {})
    expect((await fourth.must('it', 'sync.status', {})).state).not.toBe('synced')
    await fourth.core.gate.close()
    expect((await fourth.call('accounts.logIn', { login, passphrase: NEW_PASSPHRASE + '四' })).ok).toBe(true)
    const open = fourth.core.gate.session
    if (open === null) throw new Error('locked')
    const { draftId: typed, revision } = await fourth.must('clerk', 'ledger.openDraft', { book: L08 })
    await fourth.must('clerk', 'ledger.saveDraft', { draftId: typed, revision, fields: { object: '四号机写的' } })
    await now(fourth)
    expect(keysOf(open.db, 'account_secrets', open.session.accountId)).toHaveLength(1)
    expect(sealOf(open.db, typed)?.box).not.toEqual([])
    expect(open.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM sync_marks`).one()?.n).toBe(0)
  } finally {
    await fourth.close()
  }
})
