import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BlobStore } from './blob-store.ts'

let dir: string
const dek = randomBytes(32)
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beatbook-blobs-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const photo = Buffer.from('a photo of 王伟 '.repeat(1000))
const onlyFile = (): string => join(dir, readdirSync(dir)[0] as string)

it('what was put comes back, and the same content is kept once', () => {
  const store = new BlobStore(dir, dek)
  const sha256 = store.put(photo)
  expect(store.put(photo)).toBe(sha256)
  expect(readdirSync(dir)).toHaveLength(1)
  expect(new BlobStore(dir, dek).get(sha256)).toEqual(photo)
})

it('nothing of it can be read in the file, nor guessed from its name', () => {
  const sha256 = new BlobStore(dir, dek).put(photo)
  expect(readFileSync(onlyFile()).includes(Buffer.from('王伟'))).toBe(false)
  expect(onlyFile()).not.toContain(sha256)
  expect(sha256).toBe(createHash('sha256').update(photo).digest('hex'))
})

it('another key, a changed byte and a missing file give nothing', () => {
  const store = new BlobStore(dir, dek)
  const sha256 = store.put(photo)
  const other = new BlobStore(dir, randomBytes(32))
  expect(other.get(sha256)).toBeUndefined()
  const box = readFileSync(onlyFile())
  box[box.length >> 1] = (box[box.length >> 1] ?? 0) ^ 1
  writeFileSync(onlyFile(), box)
  expect(store.get(sha256)).toBeUndefined()
  expect(store.get('0'.repeat(64))).toBeUndefined()
})

it('files without a row go once they are old, others stay', () => {
  const store = new BlobStore(dir, dek)
  const kept = store.put(photo)
  store.put(Buffer.from('left behind'))
  expect(store.sweep([kept], Date.now())).toBe(0)
  expect(store.sweep([kept], Date.now() + 7_200_000)).toBe(1)
  expect(store.get(kept)).toEqual(photo)
})
