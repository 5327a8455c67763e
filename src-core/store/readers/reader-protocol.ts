/** What the pool hands a new thread. The key's bytes are transferred: the sender's copy of them is gone. */
export type ReaderStart = {
  readonly dir: string
  readonly dek: Uint8Array
  readonly salt: Uint8Array
  readonly check: Uint8Array
  readonly knownVersion: number | null
  readonly cacheKiB: number
  /** One Int32: the id of the call that was cancelled last. */
  readonly cancelled: SharedArrayBuffer
}

export type ToReader =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'close' }

export type ReaderFault = {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
}

export type FromReader =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: ReaderFault }
  /** SQL text with placeholders, never parameters. */
  | { readonly kind: 'slow'; readonly sql: string; readonly ms: number }
