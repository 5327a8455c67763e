import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launcherCases, type Deed, type LauncherBench } from '../support/launcher-cases.ts'

const launcher = join(import.meta.dirname, '../../build/launcher/beatbook.sh')

const SAYS = 'echo "version $(basename "$(dirname "$0")")${*:+ $*}"'
const DEEDS: Record<Deed, string> = {
  runs: 'exit 0',
  healthy: 'basename "$(dirname "$0")" > "$D/launcher/healthy"',
  fails: 'exit 1',
  stays: 'touch "$D/stays-$$"; while [ ! -f "$D/end" ]; do sleep 0.05; done',
  migrates: `[ -f "$D/replica/replica.db-wal" ] && exit 1
cp "$D/replica/replica.db" "$D/replica/backups/replica-$(date -u +%Y%m%dT%H%M%S)999Z-migration.db"
echo "migrated, with an entry not sent yet" > "$D/replica/replica.db"; echo log > "$D/replica/replica.db-wal"; kill -9 $$`,
}

launcherCases(async (): Promise<LauncherBench> => {
  const folder = await mkdtemp(join(tmpdir(), 'beatbook-launcher-'))
  const root = (...names: string[]): string => join(folder, 'opt', ...names)
  const data = (...names: string[]): string => join(folder, 'config', 'Beatbook', ...names)
  await mkdir(root())
  await cp(launcher, root('beatbook'))
  await chmod(root('beatbook'), 0o755)
  return {
    root,
    data,
    async install(seq, deed) {
      await mkdir(root('versions', String(seq)), { recursive: true })
      const script = `#!/bin/sh\nD="${data()}"\n${SAYS}\n${DEEDS[deed]}\n`
      await writeFile(root('versions', String(seq), 'beatbook'), script, { mode: 0o755 })
    },
    async start(...args) {
      const env = { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') }
      const child = spawn(root('beatbook'), args, { env })
      let [out, err] = ['', '']
      child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString('utf8')))
      child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString('utf8')))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, out: out.trim(), err: err.trim() }
    },
    close: () => rm(folder, { recursive: true }),
  }
})
