import { createHash, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'
import { openSealed, sealTo, type AccountKey } from '../../crypto/account-key.ts'

/** What travels of a draft, people by the platform's ids. Its files, and the paper that it is typed from, stay on their PC. */
export const DraftContent = z.object({
  book: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  parent: z.string().nullable(),
  typist: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
  marks: z.array(
    z.object({ field: z.string(), source: z.string(), at: z.string().nullable(), nativeId: z.string().nullable() }),
  ),
  confirms: z.array(z.object({ entryId: z.string(), outcome: z.string() })),
})
export type DraftContent = z.infer<typeof DraftContent>

export type DraftBox = { readonly id: string; readonly pieces: readonly string[] }

/** A piece is an element of a set on the wire, which may have 1,000 characters. */
const pieceLength = 900
const mostBytes = 4 * 1024 * 1024

export function digestOf(content: DraftContent): string {
  return createHash('sha256')
    .update(canonicalJson(content as unknown as Json))
    .digest('hex')
}

/**
 * A content as elements of a set: `<box>.<number>.<of>:<base64>`. A set, because two PCs that change the same draft then leave both boxes
 * in it, and nothing that the platform cannot read has to be decided by anybody there.
 */
export function boxed(draftId: string, content: DraftContent, publicKey: string): string[] {
  const plain = gzipSync(canonicalJson(content as unknown as Json))
  const text = sealTo(publicKey, plain, aadOf(draftId)).toString('base64')
  const id = randomBytes(8).toString('hex')
  const count = Math.ceil(text.length / pieceLength)
  return Array.from(
    { length: count },
    (_, at) => `${id}.${String(at).padStart(4, '0')}.${count}:${text.slice(at * pieceLength, (at + 1) * pieceLength)}`,
  )
}

export function boxIdOf(piece: string): string {
  return piece.split('.', 1)[0] ?? ''
}

/** The boxes in a set, each with its pieces; one of which pieces are missing is none. */
export function boxesIn(pieces: readonly string[]): DraftBox[] {
  const boxes = new Map<string, string[]>()
  for (const piece of [...pieces].sort()) {
    const id = boxIdOf(piece)
    boxes.set(id, [...(boxes.get(id) ?? []), piece])
  }
  return [...boxes]
    .map(([id, own]) => ({ id, pieces: own }))
    .filter((box) => box.pieces.length === Number(/^[^.]*\.[^.]*\.(\d+):/.exec(box.pieces[0] ?? '')?.[1]))
}

/** Undefined: it was sealed to none of these keys, or says nothing that can be read. */
export function openBox(draftId: string, box: DraftBox, keys: readonly AccountKey[]): DraftContent | undefined {
  const text = box.pieces.map((piece) => piece.slice(piece.indexOf(':') + 1)).join('')
  const sealed = Buffer.from(text, 'base64')
  for (const key of keys) {
    const plain = openSealed(key, sealed, aadOf(draftId))
    if (plain === undefined) continue
    try {
      const json = gunzipSync(plain, { maxOutputLength: mostBytes }).toString('utf8')
      return DraftContent.safeParse(JSON.parse(json)).data
    } catch {
      return undefined
    }
  }
  return undefined
}

function aadOf(draftId: string): string {
  return `beatbook draft ${draftId}`
}
