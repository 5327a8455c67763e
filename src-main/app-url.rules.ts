/** The one origin of the app's pages. */
export const appScheme = 'app'
export const appOrigin = 'app://beatbook'

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['mjs', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['woff2', 'font/woff2'],
  ['ttf', 'font/ttf'],
])

/** A file below out/renderer: forward slashes, no leading one. */
export type ServedFile = { path: string; contentType: string }

/**
 * The file that an address names, or null when it is refused: another host, a query to smuggle in, an encoded character of any
 * kind, `..`, a backslash, NUL, a drive letter, a hidden file, an unknown kind of file. Nothing that the build makes needs those.
 */
export function servedFile(address: string): ServedFile | null {
  const prefix = `${appOrigin}/`
  if (address.length > 512 || !address.startsWith(prefix)) return null
  const path =
    address
      .slice(prefix.length)
      .replace(/#.*$/s, '')
      .replace(/[?][\w=&.-]*$/, '') || 'index.html'
  const segments = path.split('/')
  if (!segments.every((segment) => /^[\w-][\w.-]*$/.test(segment) && !segment.includes('..'))) return null
  const extension = /\.([a-z0-9]+)$/.exec(path)?.[1]
  const contentType = extension === undefined ? undefined : contentTypes.get(extension)
  return contentType === undefined ? null : { path, contentType }
}

/**
 * No inline script or style, no eval, nothing remote. Mantine and react-remove-scroll write `<style>` elements: they carry the
 * nonce, which changes at every load.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

/** Whether a request may go out at all. The app makes no network request; blob: and data: stay inside the page. */
export function isLocalRequest(url: string, packaged: boolean): boolean {
  if (url.startsWith(`${appOrigin}/`) || url.startsWith('blob:') || url.startsWith('data:')) return true
  return !packaged && url.startsWith('devtools://')
}
