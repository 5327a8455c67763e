import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
} from 'pdf-lib'

/** Far above a year's evidence of one officer. */
const MOST_BYTES = 64 * 1024 * 1024

/** Files that are attached to a PDF, by name, as text. null: the file is no PDF that can be read. */
export async function embeddedFiles(pdf: Uint8Array): Promise<ReadonlyMap<string, string> | null> {
  try {
    return filesOf(await PDFDocument.load(pdf, { updateMetadata: false }))
  } catch {
    return null
  }
}

/** @throws Error for a document whose structure is not what it says */
function filesOf(document: PDFDocument): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const tree = document.catalog
    .lookupMaybe(PDFName.of('Names'), PDFDict)
    ?.lookupMaybe(PDFName.of('EmbeddedFiles'), PDFDict)
  const names = tree?.lookupMaybe(PDFName.of('Names'), PDFArray)
  for (let i = 1; i < (names?.size() ?? 0); i += 2) {
    const name = names?.lookup(i - 1)
    const stream = names?.lookupMaybe(i, PDFDict)?.lookupMaybe(PDFName.of('EF'), PDFDict)?.lookup(PDFName.of('F'))
    if (!(name instanceof PDFString || name instanceof PDFHexString) || !(stream instanceof PDFRawStream)) continue
    const bytes = decodePDFRawStream(stream).decode()
    if (bytes.length <= MOST_BYTES) files.set(name.decodeText(), Buffer.from(bytes).toString('utf8'))
  }
  return files
}
