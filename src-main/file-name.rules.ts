/** Names that Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * A file name that every system accepts and that shows what it is: no folder, control or direction-changing character, no name
 * of a device, no leading or trailing dot or blank. 'file' when nothing is left.
 * @param suggested as the page suggests it; at most 120 characters of it are kept, extension included
 */
export function safeFileName(suggested: string): string {
  const plain = suggested
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"/\\|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? ''
  const stem = [...plain.slice(0, plain.length - extension.length)].slice(0, 120 - extension.length).join('')
  const name = `${stem}${extension}`
  return name === '' ? 'file' : reserved.test(name) ? `_${name}` : name
}
