import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import { ShellToCore } from '../../src-contract/shell-core.ts'
import { cardReader, readCard } from '../../src-main/id-card/reader.ts'
import { idNumber } from '../support/ledger-samples.ts'
import { openTestStation, type TestStation } from '../support/station.ts'

let station: TestStation
let room: string
beforeAll(async () => {
  station = await openTestStation()
  room = mkdtempSync(join(tmpdir(), 'beatbook-card-'))
})
afterAll(async () => {
  await station.close()
  rmSync(room, { recursive: true, force: true })
})

const card = {
  name: '测试甲',
  sex: '1',
  birthDate: '19900307',
  address: '澄湾市东渚区幸福路12号3栋2单元1203室',
  number: idNumber(1),
  ethnicity: 'CANARY-ETHNICITY',
  authority: 'CANARY-AUTHORITY',
  photo: 'CANARY-PHOTO',
  fingerprint: 'CANARY-FINGERPRINT',
}

/** Lays the card on the reader, with everything that a real one holds, and lets core have what the shell passes on. */
async function laid(): Promise<string> {
  const file = join(room, 'card.json')
  writeFileSync(file, JSON.stringify(card))
  const passed: unknown[] = []
  const read = await readCard(cardReader({ cardFile: file, exitWhenUsable: true }), (message) => passed.push(message))
  if (read.state !== 'read') throw new Error(read.state)
  expect(JSON.stringify(passed)).not.toContain('CANARY')
  const message = ShellToCore.parse(passed[0])
  if (message.t !== 'card') throw new Error(message.t)
  const { t: _, cardId, ...kept } = message
  station.core.cards.put(cardId, kept)
  return cardId
}

async function newResident() {
  const opened = await station.as('clerk', 'ledger.openDraft', { book: 'L02' as BookId })
  if (!opened.ok) throw new Error(opened.error.code)
  return opened.value
}

it('a card fills name, document, birth date, sex and an empty address, each marked; its ethnicity, photo and fingerprint reach nothing', async () => {
  const draft = await newResident()
  const cardId = await laid()
  const filled = await station.as('clerk', 'ledger.fillFromCard', {
    draftId: draft.draftId,
    revision: draft.revision,
    cardId,
  })
  if (!filled.ok) throw new Error(filled.error.code)
  expect(filled.value.fields).toMatchObject({
    name: '测试甲',
    documentKind: 'resident-id',
    documentNumber: idNumber(1),
    birthDate: '1990-03-07',
    address: card.address,
  })
  expect(filled.value.marks.map((mark) => [mark.field, mark.source])).toContainEqual(['name', 'id-card'])
  await station.core.close()
  for (const file of readdirSync(station.dir, { recursive: true, withFileTypes: true }))
    if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name)).includes('CANARY')).toBe(false)
  await station.restart()
})

it('an address that was typed stays: the one on a card is often not where somebody lives', async () => {
  const draft = await newResident()
  const typed = { ...draft.fields, address: '澄湾市东渚区幸福路8号' }
  const saved = await station.as('clerk', 'ledger.saveDraft', {
    draftId: draft.draftId,
    revision: draft.revision,
    fields: typed,
  })
  if (!saved.ok) throw new Error(saved.error.code)
  const input = { draftId: draft.draftId, revision: saved.value.revision, cardId: await laid() }
  const filled = await station.as('clerk', 'ledger.fillFromCard', input)
  expect(filled.ok && filled.value.fields['address']).toBe('澄湾市东渚区幸福路8号')
})

it('a card serves once; no reader, no card and a broken one are told apart', async () => {
  const draft = await newResident()
  const cardId = await laid()
  const first = await station.as('clerk', 'ledger.fillFromCard', {
    draftId: draft.draftId,
    revision: draft.revision,
    cardId,
  })
  if (!first.ok) throw new Error(first.error.code)
  const input = { draftId: draft.draftId, revision: first.value.revision, cardId }
  const second = await station.as('clerk', 'ledger.fillFromCard', input)
  expect(second.ok ? 'ok' : second.error.code).toBe('cards/gone')
  const read = (cardFile?: string) =>
    readCard(cardReader({ exitWhenUsable: true, ...(cardFile === undefined ? {} : { cardFile }) }), () => undefined)
  expect(await read()).toEqual({ state: 'no-reader' })
  expect(await read(join(room, 'none.json'))).toEqual({ state: 'no-card' })
  writeFileSync(join(room, 'broken.json'), '{')
  expect(await read(join(room, 'broken.json'))).toEqual({ state: 'unreadable' })
})
