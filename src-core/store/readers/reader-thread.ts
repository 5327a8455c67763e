import { parentPort, workerData } from 'node:worker_threads'
import { openReplica } from '../open.ts'
import type { Db } from '../sql.ts'
import type { FromReader, ReaderFault, ReaderStart, ToReader } from './reader-protocol.ts'
import type { ReadQueries } from './registry.ts'

/** The whole life of a reader thread: opens the replica read-only, answers calls one by one, closes. */
export function serveReader(queries: ReadQueries): void {
  const registry = new Map(Object.entries(queries))
  const port = parentPort
  if (port === null) throw new Error('a reader runs in a worker thread')
  const send = (message: FromReader): void => port.postMessage(message)
  const start = workerData as ReaderStart
  const db = open(start, send)
  if (db === undefined) {
    port.close()
    return
  }
  const cancelled = new Int32Array(start.cancelled)
  port.on('message', (message: ToReader) => {
    if (message.kind === 'close') {
      db.close()
      port.close()
      return
    }
    const { id } = message
    try {
      const query = registry.get(message.name)
      if (query === undefined) throw new TypeError(`no read query is called ${message.name}`)
      const context = { cancelled: () => Atomics.load(cancelled, 0) === id }
      const value: unknown = db.snapshot(() => query(db, message.input as never, context))
      send({ kind: 'value', id, value })
    } catch (error) {
      send({ kind: 'fault', id, fault: faultOf(error) })
    }
  })
  send({ kind: 'ready' })
}

function open(start: ReaderStart, send: (message: FromReader) => void): Db | undefined {
  const key = { dek: Buffer.from(start.dek.buffer), salt: Buffer.from(start.salt), check: Buffer.from(start.check) }
  const opened = openReplica({
    dir: start.dir,
    key,
    readonly: true,
    headerChecked: true,
    cacheKiB: start.cacheKiB,
    onSlow: ({ sql, ms }) => send({ kind: 'slow', sql, ms }),
    ...(start.knownVersion === null ? {} : { knownVersion: start.knownVersion }),
  })
  key.dek.fill(0)
  if (opened.ok) return opened.value
  send({ kind: 'refused', code: opened.error.code })
  return undefined
}

function faultOf(error: unknown): ReaderFault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return {
    name: error.name,
    message: error.message,
    ...code,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  }
}
