// Main process of the reference in the bench `report`: loads pages one after the other in one hidden window and prints each to PDF.
// Prints one line of JSON: {times: [ms of all pages, per run], bytes, loadMs, printMs} (the last two of the last run).
import { readFileSync } from 'node:fs'
import { app, BrowserWindow } from 'electron'

const { pages, runs } = JSON.parse(readFileSync(process.env.BEATBOOK_BENCH_PAGES, 'utf8'))
await app.whenReady()
const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
const times = []
let bytes = 0
let loadMs = 0
let printMs = 0
for (let run = 0; run < runs; run += 1) {
  const started = performance.now()
  bytes = loadMs = printMs = 0
  for (const { file, header, footer } of pages) {
    const began = performance.now()
    await window.loadFile(file)
    const loaded = performance.now()
    const pdf = await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: header,
      footerTemplate: footer,
      margins: { top: 0.92, bottom: 0.89, left: 0.67, right: 0.67 },
    })
    bytes += pdf.length
    loadMs += loaded - began
    printMs += performance.now() - loaded
  }
  times.push(performance.now() - started)
}
process.stdout.write(`${JSON.stringify({ times, bytes, loadMs, printMs })}\n`)
app.exit(0)
