import { SignedDocument, type DocumentKind } from '../../../src-contract/sync/document.ts'
import type { ReadDb } from '../../store/sql.ts'
import { isSigned } from './signature.ts'

/** What the superior office signed for all stations, of one kind. What the platform did not sign is not among it. */
export function officeDocuments(db: ReadDb, kind: DocumentKind): SignedDocument[] {
  return db
    .prepare<[string, string], { record: string | null }>(
      `SELECT json_extract(fields, '$.record') AS record FROM sync_rows
       WHERE tbl = 'documents' AND row_id > ? AND row_id < ? ORDER BY row_id`,
    )
    .all(`${kind}:`, `${kind};`)
    .flatMap(({ record }) => {
      const document = readDocument(record)
      return document?.kind === kind && isSigned(db, 'document', document) ? [document] : []
    })
}

function readDocument(text: string | null): SignedDocument | undefined {
  try {
    return SignedDocument.safeParse(JSON.parse(text ?? '')).data
  } catch {
    return undefined
  }
}
