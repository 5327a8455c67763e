// Writes docs/licences.md: what a shipped Beatbook contains of other people's work. `--check` only says whether it is up to date.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Manifest = {
  name: string
  version: string
  license?: string | { type: string }
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const project = join(import.meta.dirname, '..')
const target = join(project, 'docs/licences.md')

/** Packages that the app's own sources import, and everything that those need. */
function shippedPackages(): Manifest[] {
  const found = new Map<string, Manifest>()
  const visit = (name: string, from: string, deep = true): void => {
    const folder = resolveFrom(name, from)
    if (!folder) return
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    const key = `${manifest.name}@${manifest.version}`
    if (found.has(key)) return
    found.set(key, manifest)
    // Electron's own dependencies only fetch it; the runtime itself is what ships.
    for (const needed of deep ? Object.keys(manifest.dependencies ?? {}) : []) visit(needed, folder)
  }
  visit('electron', project, false)
  for (const name of importedPackages()) visit(name, project)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function importedPackages(): Set<string> {
  const names = new Set<string>()
  const files = globSync('{src-*,db}/**/*.{ts,tsx}', { cwd: project, exclude: (path) => /\.test\.tsx?$/.test(path) })
  for (const file of files) {
    const text = readFileSync(join(project, file), 'utf8')
    for (const [, specifier = ''] of text.matchAll(/(?:from|import|import\() ?'([^.'][^']*)'/g)) {
      if (specifier.startsWith('node:')) continue
      names.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      )
    }
  }
  return names
}

/** Node's way of finding a package: the nearest node_modules upwards. */
function resolveFrom(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(project); folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
  }
  return undefined
}

function licenceOf(manifest: Manifest): string {
  return typeof manifest.license === 'object' ? manifest.license.type : (manifest.license ?? 'see its files')
}

const lines = shippedPackages().map((one) => `| ${one.name} | ${one.version} | ${licenceOf(one)} |`)
const page = `# Licences of what is bundled

Beatbook is under the Apache License 2.0 (LICENSE). A shipped Beatbook contains these packages; their licence texts are inside them.
Fonts: Noto Sans SC, SIL Open Font License 1.1 (resources/fonts/OFL.txt). SQLite3 Multiple Ciphers (MIT) and SQLite (public domain) are
inside better-sqlite3-multiple-ciphers; Chromium and Node.js, with their own notices, inside Electron.

| package | version | licence |
| ------- | ------- | ------- |
${lines.join('\n')}
`
if (process.argv.includes('--check')) {
  const upToDate = existsSync(target) && readFileSync(target, 'utf8') === page
  if (!upToDate) console.error('docs/licences.md is out of date; run `node scripts/licences.ts`.')
  process.exitCode = upToDate ? 0 : 1
} else {
  writeFileSync(target, page)
}
