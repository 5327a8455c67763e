import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import photon from '@silvia-odwyer/photon-node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { DraftId, EntryId, FileId } from '../../src-contract/ids.ts'
import { forgetGoneDrafts, undoMinutes } from '../../src-core/features/ledger/undoable.ts'
import { openTestStation, type TestStation } from '../support/station.ts'
import { visit } from '../support/ledger-samples.ts'

const L06 = 'L06' as BookId
let station: TestStation
let officer: { accountId: string; beats: string[] }

beforeAll(async () => {
  station = await openTestStation()
  const colleagues = await station.as('clerk', 'accounts.colleagues', {})
  const session = await station.as('officer', 'accounts.session', {})
  const name = station.users.officer.name
  const found = colleagues.ok ? colleagues.value.accounts.find((one) => one.name === name) : undefined
  if (found === undefined || !session.ok || session.value === null) throw new Error('no officer')
  officer = { accountId: found.accountId, beats: [...session.value.beats] }
})
afterAll(() => station.close())

/** A photo as a phone makes it, in one colour. */
function photo(width = 800, height = 600): Buffer {
  const pixels = new Uint8Array(width * height * 4).fill(120)
  const image = new photon.PhotonImage(pixels, width, height)
  const jpeg = Buffer.from(image.get_bytes_jpeg(80))
  image.free()
  return jpeg
}

function handedIn(name: string, content: Buffer | string): FileId {
  const path = join(station.dir, '..', `${randomUUID()}-${name}`)
  writeFileSync(path, content)
  const fileId = randomUUID() as FileId
  station.core.files.put(fileId, path, name)
  return fileId
}

async function draft(): Promise<DraftId> {
  const opened = await station.as('clerk', 'ledger.openDraft', { book: L06 })
  if (!opened.ok) throw new Error(opened.error.code)
  const { draftId, revision } = opened.value
  const fields = { ...visit, occurredOn: '昨天', officer: officer.accountId, beat: officer.beats[0] ?? '', helpers: '' }
  await station.as('clerk', 'ledger.saveDraft', { draftId, revision, fields })
  return draftId
}

const accepted = [
  { field: 'address', code: 'visit-within-30-days', reason: '再次上门' },
  { field: 'officer', code: 'officer-not-assigned', reason: '临时替班' },
]

async function entry(draftId: DraftId): Promise<EntryId> {
  const filed = await station.as('clerk', 'ledger.file', { draftId, accepted })
  if (!filed.ok) throw new Error(JSON.stringify(filed.error))
  return filed.value.entryId
}

it('a photo of a draft goes with it when it is filed, is seen small, and opens as it was', async () => {
  const draftId = await draft()
  const added = await station.as('clerk', 'attachments.add', { to: { draftId }, fileId: handedIn('楼道.jpg', photo()) })
  expect(added).toMatchObject({ ok: true, value: { name: '楼道.jpg', kind: 'jpeg', width: 800, height: 600 } })
  const entryId = await entry(draftId)
  const listed = await station.as('clerk', 'attachments.list', { of: { entryId } })
  if (!listed.ok) throw new Error(listed.error.code)
  const [only] = listed.value.attachments
  expect(listed.value.attachments).toHaveLength(1)
  expect(Buffer.from(only?.thumbnail ?? []).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  const small = photon.PhotonImage.new_from_byteslice(only?.thumbnail ?? new Uint8Array())
  expect([small.get_width(), small.get_height()]).toEqual([240, 180])
  if (only === undefined) throw new Error('none')
  const opened = await station.as('clerk', 'attachments.open', { attachmentId: only.attachmentId })
  expect(opened.ok && Buffer.from(opened.value.bytes)).toEqual(photo())
  const trail = await station.as('auditor', 'audit.list', { actions: ['view', 'attach'], limit: 10 })
  expect(trail.ok && trail.value.rows.map((row) => row.action)).toEqual(expect.arrayContaining(['attach', 'view']))
  expect(JSON.stringify(trail)).not.toContain('楼道')
})

it('the bytes are in no file in the clear', async () => {
  const draftId = await draft()
  const picture = photo(640, 480)
  await station.as('clerk', 'attachments.add', { to: { draftId }, fileId: handedIn('a.jpg', picture) })
  const blobs = join(station.dir, 'blobs')
  expect(readdirSync(blobs).length).toBeGreaterThan(0)
  for (const name of readdirSync(blobs))
    expect(readFileSync(join(blobs, name)).includes(picture.subarray(0, 64))).toBe(false)
})

it('a file is what its content says: a program named .jpg, an old .doc and a workbook with macros are refused', async () => {
  const draftId = await draft()
  const macros = Buffer.from('PK\x03\x04[Content_Types].xml xl/workbook.xml xl/vbaProject.bin', 'latin1')
  const refused = [handedIn('photo.jpg', 'MZ\x90program'), handedIn('old.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'))]
  for (const fileId of [...refused, handedIn('a.xlsx', macros)]) {
    const answer = await station.as('clerk', 'attachments.add', { to: { draftId }, fileId })
    expect(answer.ok ? 'ok' : answer.error.code).toBe('attachments/kind')
  }
  expect(await station.as('clerk', 'attachments.list', { of: { draftId } })).toEqual({
    ok: true,
    value: { attachments: [] },
  })
})

it('a file over 20 MB, a picture of too many pixels and an empty file are refused; nothing is kept', async () => {
  const draftId = await draft()
  const huge = handedIn('big.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(21 * 1024 * 1024)]))
  const code = async (fileId: FileId) => {
    const answer = await station.as('clerk', 'attachments.add', { to: { draftId }, fileId })
    return answer.ok ? 'ok' : answer.error.code
  }
  expect(await code(huge)).toBe('attachments/too-large')
  expect(await code(handedIn('empty.jpg', ''))).toBe('file/empty')
  expect(await code(randomUUID() as FileId)).toBe('file/not-found')
  expect(await code(handedIn('bomb.png', hugePng()))).toBe('attachments/pixels')
})

it('a picture whose inside is broken is kept without a thumbnail, and the next one has one', async () => {
  const draftId = await draft()
  const broken = Buffer.concat([photo().subarray(0, 400), Buffer.alloc(300, 0xaa)])
  const first = await station.as('clerk', 'attachments.add', {
    to: { draftId },
    fileId: handedIn('broken.jpg', broken),
  })
  expect(first.ok).toBe(true)
  const next = await station.as('clerk', 'attachments.add', { to: { draftId }, fileId: handedIn('b.jpg', photo()) })
  expect(next.ok && next.value.thumbnail).toBeInstanceOf(Uint8Array)
})

it('at a filed entry a file is put out of sight only with a reason, and its content is kept', async () => {
  const draftId = await draft()
  const added = await station.as('clerk', 'attachments.add', {
    to: { draftId },
    fileId: handedIn('c.jpg', photo(300, 300)),
  })
  if (!added.ok) throw new Error(added.error.code)
  const { attachmentId } = added.value
  const entryId = await entry(draftId)
  const without = await station.as('clerk', 'attachments.remove', { attachmentId })
  expect(without.ok ? 'ok' : without.error.code).toBe('ledger/reason-missing')
  const files = readdirSync(join(station.dir, 'blobs')).length
  expect(await station.as('clerk', 'attachments.remove', { attachmentId, reason: '拍错了' })).toMatchObject({
    ok: true,
  })
  expect(await station.as('clerk', 'attachments.list', { of: { entryId } })).toEqual({
    ok: true,
    value: { attachments: [] },
  })
  expect(readdirSync(join(station.dir, 'blobs')).length).toBe(files)
})

it('files of drafts that are filed together go each with its own, and come back when the filing is taken back', async () => {
  const draftId = await draft()
  const child = await station.as('clerk', 'ledger.openDraft', { book: 'L08' as BookId, parent: draftId })
  if (!child.ok) throw new Error(child.error.code)
  const { fields, revision } = child.value
  const hazard = {
    found: 'hazard',
    object: '楼道',
    kind: 'fire',
    level: 'general',
    rule: '消防法',
    description: '堆放杂物。',
  }
  const typed = { draftId: child.value.draftId, revision, fields: { ...fields, ...hazard } }
  await station.as('clerk', 'ledger.saveDraft', typed)
  await station.as('clerk', 'attachments.add', { to: { draftId }, fileId: handedIn('门牌.jpg', photo()) })
  const to = { draftId: child.value.draftId }
  await station.as('clerk', 'attachments.add', { to, fileId: handedIn('杂物.jpg', photo(640, 480)) })
  const names = async (of: { draftId: DraftId } | { entryId: EntryId }) => {
    const listed = await station.as('clerk', 'attachments.list', { of })
    return listed.ok ? listed.value.attachments.map((one) => one.name) : listed.error.code
  }

  const filed = await station.as('clerk', 'ledger.file', { draftId, accepted })
  if (!filed.ok) throw new Error(JSON.stringify(filed.error))
  const also = filed.value.also[0]?.entryId
  if (also === undefined || filed.value.undo === null) throw new Error('not filed together')
  expect(await names({ entryId: filed.value.entryId })).toEqual(['门牌.jpg'])
  expect(await names({ entryId: also })).toEqual(['杂物.jpg'])

  expect((await station.as('clerk', 'ledger.undo', { actId: filed.value.undo.actId })).ok).toBe(true)
  expect(await names({ draftId })).toEqual(['门牌.jpg'])
  expect(await names(to)).toEqual(['杂物.jpg'])
})

it('a draft that is given up keeps its files while that can be taken back, and then they are gone', async () => {
  const count = () =>
    station.core.gate.session?.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM attachments').one()?.n
  await station.logIn('clerk')
  const before = count()
  const draftId = await draft()
  await station.as('clerk', 'attachments.add', { to: { draftId }, fileId: handedIn('e.jpg', photo()) })
  const given = await station.as('clerk', 'ledger.discardDraft', { draftId })
  if (!given.ok || given.value.undo === null) throw new Error('not given up')
  expect((await station.as('clerk', 'ledger.undo', { actId: given.value.undo.actId })).ok).toBe(true)
  const back = await station.as('clerk', 'attachments.list', { of: { draftId } })
  expect(back.ok && back.value.attachments.map((one) => one.name)).toEqual(['e.jpg'])
  await station.as('clerk', 'ledger.discardDraft', { draftId })
  expect(count()).toBe((before ?? 0) + 1)
  const session = station.core.gate.session
  if (!session) throw new Error('nobody is logged in')
  const later = new Date(station.core.gate.clock.nowMs() + undoMinutes * 60_000 + 1000).toISOString()
  session.db.transaction(() => forgetGoneDrafts(session.db as never, later))
  expect(count()).toBe(before)
})

it("another's draft and an entry out of reach give nothing", async () => {
  const draftId = await draft()
  const added = await station.as('clerk', 'attachments.add', { to: { draftId }, fileId: handedIn('d.jpg', photo()) })
  if (!added.ok) throw new Error(added.error.code)
  const opened = await station.as('officer', 'attachments.open', { attachmentId: added.value.attachmentId })
  expect(opened.ok ? 'ok' : opened.error.code).toBe('attachments/gone')
  const listed = await station.as('officer', 'attachments.list', { of: { draftId } })
  expect(listed.ok ? 'ok' : listed.error.code).toBe('ledger/draft-gone')
  expect(existsSync(join(station.dir, 'blobs'))).toBe(true)
})

/** A PNG whose head claims 20,000 x 20,000 pixels. */
function hugePng(): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const size = Buffer.alloc(8)
  size.writeUInt32BE(20_000, 0)
  size.writeUInt32BE(20_000, 4)
  return Buffer.concat([head, size, Buffer.from('0802000000', 'hex'), Buffer.alloc(64)])
}
