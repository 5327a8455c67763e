import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { picturesOfRun, runningApps } from './launch.ts'

// A failed end-to-end test says what stood on the screen and what the logs said last: all of it is the generator's data.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const { page, dir, complaints } of runningApps) {
    const name = task.name.replace(/[^\p{L}\p{N}]+/gu, '-')
    await page.screenshot({ path: join(picturesOfRun, `failed-${name}.png`), timeout: 5_000 }).catch(() => undefined)
    const shown = await page.innerText('body', { timeout: 5_000 }).catch((error: unknown) => String(error))
    const logs = await Promise.all(['shell', 'core'].map((log) => lastLines(join(dir, `logs/${log}.log`))))
    const parts = [`${page.url()}\n${shown}`, complaints.slice(-10).join('\n'), ...logs]
    process.stderr.write(`\nOn the screen when "${task.name}" failed: ${parts.join('\n---\n')}\n`)
  }
})

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '(no log)')
  return text.split('\n').slice(-30).join('\n')
}
