import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cacheFolder } from '../electron-runtime/cache.mjs'
import { say } from './problem.mjs'

/** The holder touches the lock this often, in milliseconds. */
const BEAT = 5_000
/** A lock that was not touched for this long belongs to nobody, in milliseconds. */
const STALE = 60_000

/**
 * @param {string} name 'machine' for what all clones share, else a project's folder
 * @returns {string} the lock file
 */
export function lockFile(name) {
  const key = name === 'machine' ? name : createHash('sha256').update(name).digest('hex').slice(0, 16)
  return join(cacheFolder(), 'locks', `${key}.lock`)
}

/**
 * Does `work` while no other process holds the lock. A lock whose holder has died, or has not touched it for a minute
 * (another machine with the same home folder), is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  await mkdir(dirname(file), { recursive: true })
  let told = false
  while (!(await take(file))) {
    if (await abandoned(file)) {
      await takeAway(file)
      continue
    }
    if (!told) say('- Waiting for another start or test run that is installing …')
    told = true
    await wait(250)
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), BEAT)
  beat.unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await rm(file, { force: true })
  }
}

async function take(file) {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }))
    await handle.close()
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

async function abandoned(file) {
  const [state, text] = await Promise.all([stat(file).catch(() => null), readFile(file, 'utf8').catch(() => '')])
  if (!state) return false
  if (Date.now() - state.mtimeMs > STALE) return true
  try {
    const { pid, host } = JSON.parse(text)
    return host === hostname() && !isAlive(pid)
  } catch {
    return false // Its holder is about to write it.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two waiters may see the same abandoned lock: only one of them succeeds in renaming it, and it looks again. */
async function takeAway(file) {
  const aside = `${file}.${process.pid}`
  try {
    await rename(file, aside)
  } catch {
    return
  }
  if (!(await abandoned(aside))) await rename(aside, file)
  else await rm(aside, { force: true })
}
