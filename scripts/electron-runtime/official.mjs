import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../bootstrap/run.mjs'
import { cacheFolder } from './cache.mjs'

/** The installer is ended when it has received nothing new for this long, in milliseconds. */
const PATIENCE = 20_000
/** How long a failed attempt is remembered, in milliseconds: the next start does not wait for it again. */
const REMEMBERED = 24 * 3600 * 1000

/**
 * The official binary inside node_modules/electron, judged as the electron package itself does.
 * @param {string} project the folder with node_modules
 * @returns {Promise<{executable: string, version: string} | null>}
 */
export async function installedOfficial(project) {
  const folder = join(project, 'node_modules', 'electron')
  try {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const installed = (await readFile(join(folder, 'dist', 'version'), 'utf8')).trim().replace(/^v/, '')
    const executable = join(folder, 'dist', await readFile(join(folder, 'path.txt'), 'utf8'))
    return installed === version && existsSync(executable) ? { executable, version } : null
  } catch {
    return null
  }
}

/**
 * Lets Electron's own installer, which checks its checksums, fetch the binary.
 * @param {{project: string, node: string}} options `node` is a Node >= 22 executable
 * @returns {Promise<string>} '' when it worked, else why not, in a few words
 */
export async function installOfficial({ project, node }) {
  const room = await mkdtemp(join(tmpdir(), 'beatbook-electron-'))
  const stop = new AbortController()
  const watch = setInterval(
    whenItMoves(room, PATIENCE, () => stop.abort()),
    500,
  )
  try {
    const { code, output } = await run(node, [join(project, 'node_modules', 'electron', 'install.js')], {
      // It downloads into the temporary folder: one of its own lets us see whether anything arrives.
      env: { ...process.env, TMPDIR: room, TEMP: room, TMP: room },
      stop: stop.signal,
    })
    if (code === 0) return ''
    const why = stop.signal.aborted ? `nothing arrived for ${PATIENCE / 1000} s` : reason(output)
    await remember(project, why)
    return why
  } finally {
    clearInterval(watch)
    await rm(room, { recursive: true, force: true })
  }
}

function whenItMoves(folder, patience, stalled) {
  let size = -1
  let since = Date.now()
  return async () => {
    const now = await sizeOf(folder)
    if (now !== size) {
      size = now
      since = Date.now()
    } else if (Date.now() - since > patience) stalled()
  }
}

async function sizeOf(folder) {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (s) => s.size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function reason(output) {
  if (/fetch failed|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/.test(output)) return 'its host cannot be reached'
  const line = output.split('\n').find((text) => /error/i.test(text)) ?? 'unknown error'
  return line.trim().slice(0, 160)
}

/** A mirror that is set later is another attempt: it is part of the name. */
async function memory(project) {
  const { version } = JSON.parse(await readFile(join(project, 'node_modules', 'electron', 'package.json'), 'utf8'))
  const mirror = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? ''
  const suffix = mirror ? `-${Buffer.from(mirror).toString('hex').slice(0, 60)}` : ''
  return join(cacheFolder(), `electron-${version}-unreachable${suffix}.json`)
}

async function remember(project, why) {
  await mkdir(cacheFolder(), { recursive: true })
  await writeFile(await memory(project), JSON.stringify({ why, at: new Date().toISOString() }))
}

/**
 * @param {string} project
 * @returns {Promise<{why: string, file: string} | null>} the failed attempt of the last 24 hours, and the file to
 *   delete in order to try again at once
 */
export async function recentFailure(project) {
  const file = await memory(project)
  try {
    const { why, at } = JSON.parse(await readFile(file, 'utf8'))
    const age = Date.now() - Date.parse(at)
    return age >= 0 && age < REMEMBERED ? { why, file } : null
  } catch {
    return null
  }
}
