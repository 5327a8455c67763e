import { EvaluationConfirmation } from '../../../src-contract/sync/document.ts'
import type { SignedDocument } from '../../../src-contract/sync/document.ts'
import type { ReadDb } from '../../store/sql.ts'
import { officeDocuments } from '../sync/office-documents.ts'

/**
 * Who of the superior office said, over the platform, that this is the file which they received under this number.
 *
 * @returns null: nobody, or of another file or number
 */
export function confirmedByOffice(
  db: ReadDb,
  { documentNumber, sha256 }: { readonly documentNumber: string | null; readonly sha256: string },
): { readonly by: string; readonly at: string } | null {
  const found = officeDocuments(db, 'evaluation').find((document) => {
    const said = contentOf(document)
    return said?.sha256 === sha256 && said.documentNumber === documentNumber
  })
  return found === undefined ? null : { by: found.by, at: found.at }
}

function contentOf({ content }: SignedDocument): EvaluationConfirmation | undefined {
  try {
    return EvaluationConfirmation.safeParse(JSON.parse(content)).data
  } catch {
    return undefined
  }
}
