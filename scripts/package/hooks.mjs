// What electron-builder calls around packing: native parts of the target are there before, and exactly the pinned ones afterwards.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const pins = JSON.parse(await readFile(new URL('./native-parts.json', import.meta.url), 'utf8'))
/** electron-builder's numbers. */
const archs = ['ia32', 'x64', 'armv7l', 'arm64', 'universal']

/** @returns the target as in native-parts.json */
function targetOf({ electronPlatformName, arch }) {
  const target = `${electronPlatformName}-${archs[arch]}`
  if (!(target in pins)) throw new Error(`Nothing is pinned for ${target} (scripts/package/native-parts.json).`)
  return target
}

/** npm installs what this machine needs. What another target needs comes from the registry as package-lock.json names it. */
export async function beforePack(context) {
  const project = context.packager.projectDir
  for (const path of Object.keys(pins[targetOf(context)])) {
    const file = join(project, 'node_modules', path)
    if (!existsSync(file)) await fetchPackage(project, path.split('/').slice(0, 2).join('/'))
  }
}

async function fetchPackage(project, name) {
  const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'))
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {}
  if (version === undefined) throw new Error(`package-lock.json does not name ${name}.`)
  const room = await mkdtemp(join(tmpdir(), 'beatbook-native-'))
  try {
    await run('npm', ['pack', '--silent', '--ignore-scripts', `${name}@${version}`], { cwd: room })
    const [archive] = await readdir(room)
    const bytes = await readFile(join(room, archive))
    if (`sha512-${createHash('sha512').update(bytes).digest('base64')}` !== integrity)
      throw new Error(`${name}@${version} is not what package-lock.json names.`)
    const folder = join(project, 'node_modules', name)
    await mkdir(folder, { recursive: true })
    await run('tar', ['-xzf', join(room, archive), '--strip-components=1', '-C', folder])
  } finally {
    await rm(room, { recursive: true, force: true })
  }
}

/** Exactly the pinned native parts are in the package; what the launcher compares the archive with lies beside it. */
export async function afterPack(context) {
  const resources = join(context.appOutDir, 'resources')
  await checkNativeParts(join(resources, 'app.asar.unpacked', 'node_modules'), targetOf(context))
  if (context.electronPlatformName === 'win32') {
    const { nameProgram } = await import('./windows-program.ts')
    const { projectDir, appInfo } = context.packager
    const program = join(context.appOutDir, 'beatbook.exe')
    await nameProgram(program, { icon: join(projectDir, 'build/icon.png'), version: appInfo.version })
  }
  const archive = createHash('sha256')
    .update(await readFile(join(resources, 'app.asar')))
    .digest('hex')
  await writeFile(join(resources, 'app.asar.sha256'), `${archive}  app.asar\n`)
}

/**
 * @param {string} modules folder of the unpacked modules
 * @param {string} target such as linux-x64
 */
export async function checkNativeParts(modules, target) {
  const wanted = pins[target]
  const all = await readdir(modules, { recursive: true })
  const found = all.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.node'))
  const others = found.filter((name) => !(name in wanted))
  if (others.length > 0) throw new Error(`Not pinned for ${target}: ${others.join(', ')}`)
  for (const [name, hash] of Object.entries(wanted)) {
    const bytes = await readFile(join(modules, name)).catch(() => null)
    if (bytes === null) throw new Error(`${name} is missing in the package for ${target}.`)
    if (createHash('sha256').update(bytes).digest('hex') !== hash)
      throw new Error(`${name} is not the pinned one for ${target} (${dirname(name)}).`)
  }
}
