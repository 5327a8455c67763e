// yauzl ships no types; this is the part of it that is used.
declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  export interface Entry {
    fileName: string
    compressedSize: number
    uncompressedSize: number
    relativeOffsetOfLocalHeader: number
    compressionMethod: number
    isEncrypted(): boolean
    canDecodeFileData(): boolean
  }

  export interface ZipFile {
    entryCount: number
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
    once(event: 'close', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }

  export interface OpenOptions {
    autoClose?: boolean
    validateEntrySizes?: boolean
  }

  const yauzl: {
    fromFdPromise(handle: number, options?: OpenOptions): Promise<ZipFile>
    fromBufferPromise(bytes: Buffer, options?: OpenOptions): Promise<ZipFile>
    openPromise(path: string, options?: OpenOptions): Promise<ZipFile>
  }
  export default yauzl
}
