// `node scripts/complete-lockfile.mjs`, after adding a package: npm leaves out of package-lock.json what a registry does
// not carry, for instance the compiled parts of a tool for other platforms; `npm ci` then refuses the whole file, here
// and everywhere. Adds those entries with the exact version that the tool asks for, for their platform only.
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { missingOptional, platformOf } from './lockfile-rules.mjs'

const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json')
const lock = JSON.parse(await readFile(file, 'utf8'))
const missing = missingOptional(lock.packages)
for (const { name, version, dev } of missing)
  lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true }
const [root, ...others] = Object.entries(lock.packages)
others.sort(([a], [b]) => a.localeCompare(b, 'en'))
lock.packages = Object.fromEntries([root, ...others])
if (missing.length > 0) await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${missing.length} entries added to package-lock.json`)
