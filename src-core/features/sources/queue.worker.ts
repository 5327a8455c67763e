import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { openReplica } from '../../store/open.ts'
import { QueueDescriber } from './describe-queued.ts'
import type { FromQueueThread, Piece, QueueThreadStart, ToQueueThread } from './queue-thread.ts'

// Groups and describes the records of the queue, from a connection of its own that only reads, while core writes what came before.

const { file, dek, salt, check, pieces } = workerData as QueueThreadStart
const key = { dek: Buffer.from(dek.buffer), salt: Buffer.from(salt), check: Buffer.from(check) }
const opened = openReplica({
  ...{ dir: dirname(file), file, key, cacheKiB: 16_384 },
  ...{ readonly: true, headerChecked: true },
})
key.dek.fill(0)
if (!opened.ok) throw new Error(opened.error.code)
const describer = new QueueDescriber(opened.value)
let keys = describer.keys()
/** Of the keys of the batch before. */
let keyPieces = 0

const subjectsToAPiece = 32

parentPort?.on('message', (asked: ToQueueThread) => {
  if (asked.begins) {
    keyPieces = describer.keyPieces
    keys = describer.keys()
  }
  const answer: FromQueueThread =
    asked.wanted === 'subjects'
      ? describe(asked.most)
      : sendKeys(asked.share === 1 ? Infinity : Math.ceil(asked.share * keyPieces))
  parentPort?.postMessage(answer)
})

function describe(most: number): FromQueueThread {
  let sent = 0
  const isMore = describer.describe(most, (subjects) => {
    for (let from = 0; from < subjects.length; from += subjectsToAPiece) {
      send({ subjects: subjects.slice(from, from + subjectsToAPiece) })
      sent += 1
    }
  })
  return { pieces: sent, isMore }
}

function sendKeys(most: number): FromQueueThread {
  for (let sent = 0; sent < most; sent += 1) {
    const { value, done } = keys.next()
    if (done === true) return { pieces: sent, isMore: false }
    send(value.isGone ? { gone: value.piece } : { come: value.piece })
  }
  return { pieces: most, isMore: true }
}

function send(piece: Piece): void {
  pieces.postMessage(piece)
}
