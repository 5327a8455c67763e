import { Worker } from 'node:worker_threads'
import { imageSize } from 'image-size'
import { attachmentLimits } from '../../../src-contract/features/attachments.contract.ts'
import { workerUrl } from '../../worker-url.ts'
import type { ThumbnailAnswer, ThumbnailRequest } from './thumbnail.worker.ts'

export type PictureSize = { readonly width: number; readonly height: number; readonly orientation: number }

/** Width and height from the file's head, before anything is decoded; undefined when the head cannot be read. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  try {
    const { width, height, orientation } = imageSize(bytes)
    return { width, height, orientation: orientation ?? 1 }
  } catch {
    return undefined
  }
}

export function tooManyPixels({ width, height }: PictureSize): boolean {
  return width * height > attachmentLimits.pixels
}

/** How long a picture may keep the worker, in ms: then it is taken for one that cannot be drawn. */
const patience = 20_000

type Waiting = (jpeg: Uint8Array | null) => void

/**
 * Draws thumbnails in one worker thread. Decoding runs in WebAssembly: a crafted picture can break the decoder, and then gets no
 * thumbnail, but nothing else.
 */
export class Thumbnailer {
  #worker: Worker | undefined
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  /** A JPEG of at most 240 pixels a side, or null when the picture cannot be decoded. */
  async draw(bytes: Uint8Array, orientation: number): Promise<Uint8Array | null> {
    const worker = this.#started()
    this.#last += 1
    const id = this.#last
    return new Promise((resolve) => {
      const timer = setTimeout(() => void worker.terminate(), patience)
      this.#waiting.set(id, (jpeg) => {
        clearTimeout(timer)
        resolve(jpeg)
      })
      worker.ref()
      worker.postMessage({ id, bytes, orientation } satisfies ThumbnailRequest)
    })
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(workerUrl(import.meta.url, './thumbnail.worker'), { stderr: true })
    worker.on('message', ({ id, jpeg }: ThumbnailAnswer) => {
      this.#settle(id, jpeg)
      if (this.#waiting.size === 0) worker.unref()
    })
    worker.on('error', () => this.#lost(worker))
    worker.on('exit', () => this.#lost(worker))
    worker.unref()
    this.#worker = worker
    return worker
  }

  #settle(id: number, jpeg: Uint8Array | null): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.(jpeg)
  }

  #lost(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const id of [...this.#waiting.keys()]) this.#settle(id, null)
  }
}

/** One for the process. */
export const thumbnailer = new Thumbnailer()
