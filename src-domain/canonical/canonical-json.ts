export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * One text for one value: keys sorted by UTF-16 code unit, no blanks, numbers as JavaScript prints them (RFC 8785 without its
 * corner cases, because only safe integers and short decimals occur). `undefined` members are left out.
 *
 * @throws TypeError for a number that is not finite
 */
export function canonicalJson(value: Json): string {
  // Most of what is hashed was read from such a text: looking whether it is in order costs a fraction of putting it in order.
  if (isInOrder(value)) return JSON.stringify(value)
  if (value === null || typeof value !== 'object') throw new TypeError('only finite numbers have a canonical form')
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** Whether JSON.stringify writes the canonical form. */
function isInOrder(value: Json | undefined): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value !== 'object') return true
  if (isArray(value)) return value.every((each) => each !== undefined && isInOrder(each))
  let before: string | undefined
  for (const key of Object.keys(value)) {
    if ((before !== undefined && key < before) || !isInOrder(value[key])) return false
    before = key
  }
  return true
}

function isArray(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value)
}
