import { preparedForSignature, type SealFacts } from './sign-pdf.ts'
import { findSignature, type SignaturePlace } from './signature-place.ts'

/**
 * Whether a report is, but for its signature, byte for byte what was printed anew: unsigned as it is, signed with the place of the
 * signature made again from what the signature says about itself.
 */
export async function samePages(report: Uint8Array, printed: Uint8Array): Promise<boolean> {
  const file = Buffer.from(report.buffer, report.byteOffset, report.byteLength)
  const place = findSignature(file)
  if (place.state === 'none') return file.equals(printed)
  if (place.state === 'problem') return false
  const facts = factsOf(file, place)
  if (facts === null) return false
  const prepared = trimmed(await preparedForSignature(printed, facts))
  return prepared.length === file.length && blank(prepared, place).equals(blank(file, place))
}

/** The signer cuts one line end at the end of the file. */
function trimmed(pdf: Buffer): Buffer {
  return pdf.at(-1) === 0x0a ? pdf.subarray(0, -1) : pdf
}

function blank(pdf: Buffer, { range, contents }: SignaturePlace): Buffer {
  const copy = Buffer.from(pdf)
  copy.fill(0x20, range.from, range.to)
  copy.fill(0x20, contents.from, contents.to)
  return copy
}

/** From the signature's dictionary, which stands in the file in plain. */
function factsOf(pdf: Buffer, { range }: SignaturePlace): SealFacts | null {
  const from = pdf.lastIndexOf('<<', range.from)
  const end = pdf.indexOf('endobj', range.from)
  const dictionary = pdf.toString('latin1', from, end)
  const value = (key: string): string | undefined => new RegExp(`/${key} \\(([^()\\\\]*)\\)`).exec(dictionary)?.[1]
  const [name, location, reason, time] = ['Name', 'Location', 'Reason', 'M'].map(value)
  const at = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(time ?? '')
  if (name === undefined || location === undefined || reason === undefined || at === null) return null
  const [, year, month, day, hour, minute, second] = at
  return { name, location, reason, signedAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z` }
}
