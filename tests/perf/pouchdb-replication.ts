import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import http from 'pouchdb-adapter-http'
import memory from 'pouchdb-adapter-memory'
import PouchDB from 'pouchdb-core'
import replication from 'pouchdb-replication'
import { round } from './bench.ts'
import { sourceRecord } from './source-record.ts'

PouchDB.plugin(memory).plugin(http).plugin(replication)

/** What a reader has to know who compares the figures. */
const note =
  'PouchDB 9 replicating the same documents over plain HTTP on this machine, both databases in memory: nothing is encrypted or ' +
  'written to a disk, no audit, no merge by field, no signatures, no digests compared'

/**
 * The same documents replicated by PouchDB between two databases over HTTP, with its own defaults, as the peer that people know.
 *
 * @param way push: from the PC to the server; pull: from the server to the PC
 */
export async function besidePouchdb(rows: number, way: 'push' | 'pull'): Promise<Record<string, number | string>> {
  const [here, there] = ['here', 'there'].map((name) => new PouchDB(`${name}-${randomUUID()}`, { adapter: 'memory' }))
  if (here === undefined || there === undefined) throw new Error('two databases')
  const server = createServer((request, response) => void serve(there, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const remote = new PouchDB(`http://127.0.0.1:${port}/there`, { adapter: 'http', skip_setup: true })
  await fill(way === 'push' ? here : there, rows)
  const started = performance.now()
  const done = way === 'push' ? await here.replicate.to(remote) : await here.replicate.from(remote)
  const ms = performance.now() - started
  const { doc_count: held } = await (way === 'push' ? there : here).info()
  if (!done.ok || held !== rows) throw new Error(`PouchDB replicated ${held} of ${rows}`)
  server.closeAllConnections()
  server.close()
  await Promise.all([here.destroy(), there.destroy()])
  return { pouchdbRowsPerSecond: Math.round((rows / ms) * 1_000), pouchdbMs: round(ms), pouchdb: note }
}

async function fill(db: PouchDB, rows: number): Promise<void> {
  for (let first = 0; first < rows; first += 1_000) {
    const docs = Array.from({ length: Math.min(1_000, rows - first) }, (_, at) => ({
      _id: `JZ:R${first + at}`,
      ...sourceRecord(first + at),
    }))
    await db.bulkDocs(docs)
  }
}

/** As much of CouchDB's protocol as a replication needs. */
async function serve(db: PouchDB, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(value))
  }
  try {
    const url = new URL(request.url ?? '/', 'http://localhost')
    answer(200, await answerOf(db, url, request.method ?? 'GET', await bodyOf(request)))
  } catch (error) {
    const { status, name, message } = error as Error & { status?: number }
    answer(status ?? 500, { error: name, reason: message })
  }
}

function answerOf(db: PouchDB, url: URL, method: string, body: object): Promise<unknown> {
  const [, name, what = '', ...rest] = url.pathname.split('/')
  if (name === '') return Promise.resolve({ couchdb: 'Welcome' })
  switch (`${method} ${what}`) {
    case 'GET ':
      return db.info()
    case 'GET _changes':
      return db.changes({
        since: Number(url.searchParams.get('since') ?? 0),
        limit: Number(url.searchParams.get('limit') ?? 100),
        style: 'all_docs',
        return_docs: true,
      })
    case 'GET _local':
      return db.get(`_local/${decodeURIComponent(rest.join('/'))}`)
    case 'PUT _local':
      return db.put({ ...body, _id: `_local/${decodeURIComponent(rest.join('/'))}` })
    case 'POST _revs_diff':
      return db.revsDiff(body)
    case 'POST _bulk_get':
      return db.bulkGet({ ...body, revs: true, latest: true })
    case 'POST _bulk_docs':
      return db.bulkDocs((body as { docs: object[] }).docs, { new_edits: false })
    default:
      return Promise.reject(Object.assign(new Error(`${method} ${url.pathname}`), { status: 404, name: 'not_found' }))
  }
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as object)
}
