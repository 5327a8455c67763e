import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../store/atomic-file.ts'
import { derive } from './aead.ts'

const magic = Buffer.from('BBBLOB1\n', 'latin1')
const nonceLength = 12
const tagLength = 16
/** A file name is made of the key, too: the hash of a known photo must not be found in the folder. */
const fileName = /^[0-9a-f]{64}\.blob$/

/**
 * Files that are too large for rows, each encrypted by itself (AES-256-GCM) under a key of the replica's own and named by an HMAC of
 * its content. The same content is kept once. A blob is on the disk before its row is committed; one without a row is swept up later.
 */
export class BlobStore {
  readonly #dir: string
  readonly #key: Buffer
  readonly #names: Buffer

  /** @param dek data key of the replica, 32 bytes */
  constructor(dir: string, dek: Buffer) {
    this.#dir = dir
    this.#key = derive(dek, Buffer.alloc(0), 'beatbook blob content v1')
    this.#names = derive(dek, Buffer.alloc(0), 'beatbook blob names v1')
  }

  /**
   * @returns SHA-256 of the content in lower-case hex: what rows refer to
   * @throws the file system's error (ENOSPC, EACCES …); nothing is left then
   */
  put(content: Buffer): string {
    const sha256 = createHash('sha256').update(content).digest('hex')
    const file = this.#fileOf(sha256)
    if (existsSync(file)) return sha256
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagLength })
    cipher.setAAD(Buffer.from(sha256, 'latin1'))
    const sealed = [cipher.update(content), cipher.final()]
    writeAtomically(file, Buffer.concat([magic, nonce, ...sealed, cipher.getAuthTag()]))
    return sha256
  }

  /** Whether there is a file of it; not whether it can be read. */
  has(sha256: string): boolean {
    return existsSync(this.#fileOf(sha256))
  }

  /** The content; undefined when the file is gone or is not what was written. */
  get(sha256: string): Buffer | undefined {
    const file = this.#fileOf(sha256)
    if (!existsSync(file)) return undefined
    const box = readFileSync(file)
    const head = magic.length + nonceLength
    if (box.length < head + tagLength || !box.subarray(0, magic.length).equals(magic)) return undefined
    const decipher = createDecipheriv('aes-256-gcm', this.#key, box.subarray(magic.length, head), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(sha256, 'latin1'))
    decipher.setAuthTag(box.subarray(box.length - tagLength))
    try {
      return Buffer.concat([decipher.update(box.subarray(head, box.length - tagLength)), decipher.final()])
    } catch {
      return undefined
    }
  }

  /** Puts one content into the store of another key, unless it is there. What is gone here, or cannot be read, stays gone. */
  copyTo(other: BlobStore, sha256: string): void {
    if (other.has(sha256)) return
    const content = this.get(sha256)
    if (content !== undefined) other.put(content)
    content?.fill(0)
  }

  /** Takes files away, if they are there. */
  drop(contents: Iterable<string>): void {
    for (const sha256 of contents) rmSync(this.#fileOf(sha256), { force: true })
  }

  /** Lets a file go that cannot be read, so that the content can be put anew. One that can be read stays. */
  dropDamaged(sha256: string): void {
    if (this.has(sha256) && this.get(sha256) === undefined) rmSync(this.#fileOf(sha256), { force: true })
  }

  /**
   * Removes files that no row refers to: what a crash between file and row, or a discarded draft, left behind.
   *
   * @param kept hashes that rows refer to
   * @param olderThanMs age below which a file may still be waiting for its row
   * @returns how many files went
   */
  sweep(kept: Iterable<string>, nowMs: number, olderThanMs = 3_600_000): number {
    if (!existsSync(this.#dir)) return 0
    const wanted = new Set([...kept].map((sha256) => this.#nameOf(sha256)))
    let removed = 0
    for (const name of readdirSync(this.#dir)) {
      const file = join(this.#dir, name)
      if (!fileName.test(name) || wanted.has(name) || nowMs - statSync(file).mtimeMs < olderThanMs) continue
      rmSync(file, { force: true })
      removed += 1
    }
    return removed
  }

  #nameOf(sha256: string): string {
    return `${createHmac('sha256', this.#names).update(sha256).digest('hex')}.blob`
  }

  #fileOf(sha256: string): string {
    return join(this.#dir, this.#nameOf(sha256))
  }
}
