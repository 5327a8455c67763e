import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { namesOf } from '../../src-main/updates/update-folder.ts'
import type { Offer } from './update-signing.ts'

export type Feed = {
  /** URL of the folder, ending in a slash. */
  readonly url: string
  /** What lies in the feed, by its path in the folder. */
  readonly files: Map<string, Buffer>
  /** Answers in place of the files where it is set. */
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | null
  /** Paths asked for, with the range if one was asked. */
  readonly asked: string[]
  close(): Promise<void>
}

/** A feed as any web server gives one: files by name, ranges of them, and 404. */
export async function openFeed(offer: Offer, packageName: string, content: Buffer): Promise<Feed> {
  const files = new Map<string, Buffer>([[`files/${packageName}`, content]])
  putOffer(files, offer)
  const asked: string[] = []
  const feed = { files, asked, answer: null as Feed['answer'] }
  const server = createServer((request, response) => {
    const name = (request.url ?? '').replace(/^\/feed\//, '')
    const { range } = request.headers
    asked.push(range === undefined ? name : `${name} ${range}`)
    if (feed.answer?.(request, response)) return
    const found = files.get(name)
    if (found === undefined) return void response.writeHead(404).end()
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    if (range === undefined) return void response.writeHead(200, { 'content-length': found.length }).end(found)
    const rest = found.subarray(from)
    response
      .writeHead(206, {
        'content-range': `bytes ${from}-${found.length - 1}/${found.length}`,
        'content-length': rest.length,
      })
      .end(rest)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(feed, {
    url: `http://127.0.0.1:${port}/feed/`,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}

export function putOffer(files: Map<string, Buffer>, offer: Offer): void {
  for (const [name, bytes] of namesOf(offer, 2)) files.set(name, Buffer.from(bytes))
}

/** A disc with the same files. */
export function writeDisc(folder: string, feed: Pick<Feed, 'files'>): void {
  mkdirSync(join(folder, 'files'), { recursive: true })
  for (const [name, bytes] of feed.files) writeFileSync(join(folder, name), bytes)
}
