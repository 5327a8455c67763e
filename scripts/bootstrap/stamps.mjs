import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Stamps say what a step was last done for. They live in node_modules, so that they vanish together with it.
 * @param {string} project
 * @param {string} name
 */
function stampFile(project, name) {
  return join(project, 'node_modules', '.beatbook-bootstrap', name)
}

/** @returns {Promise<boolean>} whether the step `name` was last done for `key` */
export async function isStamped(project, name, key) {
  return (await readFile(stampFile(project, name), 'utf8').catch(() => '')) === key
}

/** Notes that the step `name` is done for `key`. */
export async function stamp(project, name, key) {
  await mkdir(dirname(stampFile(project, name)), { recursive: true })
  await writeFile(stampFile(project, name), key)
}

/** @param {string} file @returns {Promise<string>} the file's SHA-256 in hex */
export async function hashOf(file) {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
