// Copied to resources/app of the fallback runtime, whose own start-up screen is missing: does what Electron does with
// `electron FOLDER`. It is an ES module with a top-level await because Electron holds back its `ready` event until the
// entry module has been evaluated, and the app must register its schemes before that.
import { app } from 'electron'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (given === undefined) {
  console.error('No app was named. Use: electron FOLDER')
  process.exit(2)
}

const target = resolve(given)
const isFolder = statSync(target).isDirectory()
const folder = isFolder ? target : folderWithPackage(dirname(target))
const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

app.setAppPath(folder)
app.setName(description.productName ?? description.name)
app.setVersion(description.version)
await import(pathToFileURL(isFolder ? join(folder, description.main ?? 'index.js') : target).href)

function folderWithPackage(start) {
  for (let at = start; ; at = dirname(at)) {
    if (statSync(join(at, 'package.json'), { throwIfNoEntry: false })) return at
    if (dirname(at) === at) return start
  }
}
