import { randomFillSync } from 'node:crypto'

let lastMs = 0
let counter = 0

/** Random bytes are drawn a few hundred ids at a time: a call into the system for each would be most of an id's cost. */
const idBytes = 10
const pool = Buffer.alloc(idBytes * 400)
let drawn = pool.length

function randomForId(): Buffer {
  if (drawn >= pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += idBytes
  return pool.subarray(drawn - idBytes, drawn)
}

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds, then a 12-bit counter that grows within one millisecond, so that ids made by one
 * process sort in the order in which they were made, then 62 random bits.
 */
export function uuidv7(nowMs: number): string {
  const random = randomForId()
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = random.readUInt16BE(0) & 0x7ff
  } else {
    counter += 1
    if (counter > 0xfff) {
      lastMs += 1
      counter = 0
    }
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const variant = ((random.readUInt16BE(2) & 0x3fff) | 0x8000).toString(16)
  const tail = random.subarray(4, 10).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}-${tail}`
}
