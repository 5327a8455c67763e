/** Where the one signature of a PDF is, in bytes. */
export type SignaturePlace = {
  /** Of the `[a b c d]` behind /ByteRange, with its brackets and the blanks after it. */
  readonly range: { readonly from: number; readonly to: number }
  /** Of the `<hex>`, with its brackets. */
  readonly contents: { readonly from: number; readonly to: number }
  readonly numbers: readonly [number, number, number, number]
}

export type PlaceProblem =
  /** A second signature was put over the first one. */
  | 'several'
  /** Something was added after signing (an incremental update). */
  | 'appended'
  /** The signature does not cover everything but itself. */
  | 'gap'

/**
 * The signature of a PDF, or none, or why it cannot stand for the file. A report is signed once and whole: [0, start of the signature,
 * end of the signature, rest] covers every byte but the signature itself.
 */
export function findSignature(
  pdf: Buffer,
):
  | { readonly state: 'none' }
  | { readonly state: 'problem'; readonly problem: PlaceProblem }
  | ({ readonly state: 'found' } & SignaturePlace) {
  const text = pdf.toString('latin1')
  const ranges = [...text.matchAll(/\/ByteRange\s*(\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\] *)/g)]
  const [match] = ranges
  if (match === undefined)
    return /\/ByteRange|\/Type\s*\/Sig\b/.test(text) ? { state: 'problem', problem: 'gap' } : { state: 'none' }
  if (ranges.length > 1) return { state: 'problem', problem: 'several' }
  const numbers = match.slice(2, 6).map(Number) as [number, number, number, number]
  const [start, before, after, rest] = numbers
  if (start !== 0 || after <= before || after + rest > pdf.length) return { state: 'problem', problem: 'gap' }
  if (after + rest < pdf.length) return { state: 'problem', problem: 'appended' }
  const contents = text.slice(before, after)
  if (!/^<[0-9a-f]*>$/i.test(contents) || !/\/Contents\s*$/.test(text.slice(Math.max(0, before - 20), before)))
    return { state: 'problem', problem: 'gap' }
  // An update inside the covered part would make two ends of file: nothing of ours does.
  if ((text.match(/%%EOF/g) ?? []).length !== 1) return { state: 'problem', problem: 'appended' }
  const from = match.index + match[0].indexOf('[')
  return {
    state: 'found',
    numbers,
    range: { from, to: from + (match[1]?.length ?? 0) },
    contents: { from: before, to: after },
  }
}
