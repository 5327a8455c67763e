// The app as the driver starts it: Playwright's own loader first, which holds back `ready` until the driver is attached. Without it
// the window can open while the driver is still connecting, and now and then the driver never sees it.
import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.env.BEATBOOK_DRIVEN_APP
const { productName, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
app.setAppPath(folder)
app.setName(productName)
app.setVersion(version)

const require = createRequire(import.meta.url)
require(join(dirname(require.resolve('playwright-core/package.json')), 'lib/server/electron/loader.js'))
await import(pathToFileURL(join(folder, main)).href)
