import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { DocumentKind } from '../../src-contract/sync/document.ts'
import { keepRow, keepSetting } from '../../src-core/features/sync/sync.repo.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { rowHash, signedText } from '../../src-domain/sync/canonical-row.ts'

export type OfficeKey = { readonly privateKey: KeyObject; readonly publicKey: string }

export function officeKey(): OfficeKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

/** From now on this PC believes what this key signed, as if it had enrolled with its platform. */
export function believes(db: Db, { publicKey }: OfficeKey): void {
  db.transaction((tx) => keepSetting(tx, 'signingKey', publicKey))
}

export type OfficeRow = {
  readonly kind: DocumentKind
  readonly name: string
  readonly version?: number
  /** As it is signed; canonical JSON where the platform signs it. */
  readonly content: string
  readonly at?: string
}

/** A document of the office as it comes by pull, signed with a key or with something that is no signature. */
export function officeRowArrives(db: Db, row: OfficeRow, key: OfficeKey | string): void {
  const { kind, name, version = 1, content, at = '2026-10-08T01:00:00.000Z' } = row
  const document = { kind, name, version, content, by: '上级甲', at }
  const text = Buffer.from(signedText('document', document), 'utf8')
  const signature = typeof key === 'string' ? key : sign(null, text, key.privateKey).toString('base64')
  const fields = { kind, name, version, record: JSON.stringify({ ...document, signature }) }
  const id = `${kind}:${name}:${version}`
  const stored = { tbl: 'documents', row_id: id, ver: 1, fields: JSON.stringify(fields), shown: 1 }
  db.transaction((tx) => keepRow(tx, { ...stored, hash: rowHash('documents', id, 1, fields) }))
}
