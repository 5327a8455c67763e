import { z } from 'zod'
import type { Look } from './shell-look.ts'
import type { ConnectionTest } from './shell-network.ts'
import type { UpdateTime, UpdateView } from './shell-updates.ts'

/** The small contract between renderer and main (shell): window, files, lock, theme. No residents' data crosses it. */
export const CoreStatus = z.object({
  /** `locking`: core is ended because somebody or something locked; nothing may stay readable. */
  state: z.enum(['starting', 'running', 'locking', 'restarting', 'failed']),
  /** Grows with every core process: a new number means new port, same session if `resumed`. */
  generation: z.number().int(),
  resumed: z.boolean(),
})
export type CoreStatus = z.infer<typeof CoreStatus>

export type ShellInfo = {
  version: string
  runtime: string
  platform: string
  /** 'fallback' marks a development runtime that must not be shipped. */
  runtimeKind: string
}

export type PickedFile = { fileId: string; name: string; size: number }

/** No reader is connected, no card lies on it, or it could not be read: each has its own sentence. */
export type CardRead = { state: 'read'; cardId: string } | { state: 'no-reader' | 'no-card' | 'unreadable' }

/** Exposed as `window.shell` by the preload script. */
export type ShellApi = {
  info(): Promise<ShellInfo>
  /** Opens the system's file dialog; null when cancelled. */
  pickFile(
    kind: 'spreadsheet' | 'certificate' | 'attachment' | 'evaluation' | 'manifest' | 'package',
  ): Promise<PickedFile | null>
  /** A file that the user dropped on the window. */
  droppedFile(file: File): Promise<PickedFile | null>
  /** Asks where to save, writes, answers with the chosen file's name; null when cancelled. */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<string | null>
  /** Reads the card that lies on the reader: its facts go to core, the page gets an id to use them by. */
  readCard(): Promise<CardRead>
  /** Reads a small text file chosen by the user (certificate, key). */
  pickText(kind: 'certificate' | 'key'): Promise<{ name: string; text: string } | null>
  /** Ends core; a locked one is started. */
  lock(reason: 'user' | 'idle' | 'system' | 'ended'): Promise<void>
  /** The screen is usable: for the start-up measure and the first screenshot. */
  usable(what: 'log-in' | 'home'): void
  coreStatus(): Promise<CoreStatus>
  onCoreStatus(listener: (status: CoreStatus) => void): () => void
  /** A port to core arrives by window message `beatbook:port`; ask again after a reload. */
  requestPort(): void
  /** Asks the feed of updates once, by the network settings of this moment; null where this build has no feed. */
  testFeed(): Promise<ConnectionTest | null>
  /** Updates of the app: each answers with how things stand after it. */
  readonly updates: {
    view(): Promise<UpdateView>
    look(): Promise<UpdateView>
    /** A bundle on a disc: asks for its folder. */
    lookOnDisc(): Promise<UpdateView>
    fetch(): Promise<UpdateView>
    install(when: UpdateTime): Promise<UpdateView>
    onView(listener: (view: UpdateView) => void): () => void
  }
  /** How the window looked when it was opened. */
  readonly look: Look
  /** Makes the window look like this, now and when it is opened next. */
  keepLook(look: Look): void
}
