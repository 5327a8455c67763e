/**
 * Where a worker thread's file is: beside its parent, as TypeScript when the source runs directly (Node strips the types) and as
 * JavaScript in the bundle.
 *
 * @param importMetaUrl import.meta.url of the caller
 * @param name file name without extension, relative to the caller: './reader.worker'
 */
export function workerUrl(importMetaUrl: string, name: string): URL {
  return new URL(`${name}${importMetaUrl.endsWith('.ts') ? '.ts' : '.js'}`, importMetaUrl)
}
