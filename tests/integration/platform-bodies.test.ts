import { request } from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changed, openTestPlatform, TestDevice, type Answer, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let pc: TestDevice

beforeAll(async () => {
  platform = await openTestPlatform({ nights: false })
  pc = await TestDevice.enrol(platform)
})
afterAll(async () => {
  pc.close()
  await platform.close()
})

/** A body whose length nobody says, piece by piece until the platform answers, or `mb` are through. */
function sendUntilAnswered(pc: TestDevice, mb: number): Promise<{ answer: Answer; sentMb: number }> {
  const piece = Buffer.alloc(1024 * 1024, 32)
  return new Promise((resolve, reject) => {
    let sentMb = 0
    let answered = false
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const sent = request(`${pc.url}/push`, { method: 'POST', headers, agent: pc.agent }, (response) => {
      answered = true
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        sent.destroy()
        const body = Buffer.concat(parts)
        const json = (): unknown => JSON.parse(body.toString('utf8'))
        resolve({ answer: { status: response.statusCode ?? 0, headers: response.headers, body, json }, sentMb })
      })
    })
    sent.on('error', (error) => !answered && reject(error))
    const write = (): void => {
      if (answered || sent.destroyed) return
      if (sentMb === mb) return void sent.end()
      sentMb += 1
      sent.write(piece, () => setImmediate(write))
    }
    write()
  })
}

test('a body of 100 MB whose length nobody says is refused before it is through, held by nobody, and hinders nobody', async () => {
  const before = process.memoryUsage().rss
  const { answer, sentMb } = await sendUntilAnswered(pc, 100)
  expect([answer.status, answer.json()]).toMatchObject([413, { error: { code: 'sync/too-large' } }])
  expect(sentMb).toBeLessThan(100)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  const { results } = await pc.push(pc.compose([{ table: 'notes', id: 'a', fields: changed({ text: 'a' }) }]))
  expect(results).toMatchObject([{ status: 'applied' }])
})
