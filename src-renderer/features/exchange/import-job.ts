import type {
  BookImport,
  BookImportCounts,
  BookMapping,
  ImportRepair,
} from '../../../src-contract/features/exchange.shapes.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import type { FileId, ImportId } from '../../../src-contract/ids.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { whenLocked } from '../../session/session-store.ts'
import { store } from '../../ui/store.ts'

/** One file on its way into a book. It outlives the screen: somebody may look something up while 50,000 rows are read. */
export type ImportJob = {
  book: string | null
  file: PickedFile | null
  preview: BookImport | null
  busy: 'read' | 'check' | 'run' | null
  progress: Progress | null
  error: RpcError | null
  /** What became of it. */
  done: { importId: ImportId; fileName: string; counts: BookImportCounts } | null
}

const nothing: ImportJob = {
  book: null,
  file: null,
  preview: null,
  busy: null,
  progress: null,
  error: null,
  done: null,
}

export const importJob = store<ImportJob>(nothing)
let stop = new AbortController()

whenLocked(() => {
  stop.abort()
  importJob.set(nothing)
})

function change(part: Partial<ImportJob>): void {
  importJob.set({ ...importJob.get(), ...part })
}

/** Takes a file in hand and reads it at once: nothing has to be chosen before. */
export async function takeFile(book: string, file: PickedFile): Promise<void> {
  stop.abort()
  importJob.set({ ...nothing, book, file })
  await read(null)
}

/** Reads another sheet of the file in hand. */
export async function takeSheet(sheet: string): Promise<void> {
  const { preview } = importJob.get()
  if (preview) void rpc.exchange.discardImport({ importId: preview.importId })
  change({ preview: null })
  await read(sheet)
}

async function read(sheet: string | null): Promise<void> {
  const { book, file } = importJob.get()
  if (book === null || !file) return
  const input = { fileId: file.fileId as FileId, book: book as BookId, ...(sheet === null ? {} : { sheet }) }
  await working(
    'read',
    (options) => rpc.exchange.openImport(input, options),
    (preview) => ({ preview }),
  )
}

/** An import that was begun before. */
export async function reopen(book: string, importId: ImportId): Promise<void> {
  stop.abort()
  importJob.set({ ...nothing, book })
  await working(
    'read',
    (options) => rpc.exchange.readImport({ importId }, options),
    (preview) => ({ preview }),
  )
}

/** Gives up what was read, unless something was filed of it already. */
export function putDown(): void {
  const { preview } = importJob.get()
  stop.abort()
  if (preview && (preview.state === 'read' || preview.state === 'checked')) {
    void rpc.exchange.discardImport({ importId: preview.importId })
  }
  importJob.set(nothing)
}

export async function adjust(change: { mapping?: BookMapping; repairs?: ImportRepair[] }): Promise<void> {
  const { preview } = importJob.get()
  if (!preview) return
  const { importId } = preview
  await working(
    'check',
    (options) => rpc.exchange.adjustImport({ importId, ...change }, options),
    (next) => ({
      preview: next,
    }),
  )
}

export async function runImport(): Promise<void> {
  const { preview } = importJob.get()
  if (!preview) return
  const { importId, fileName } = preview
  await working(
    'run',
    (options) => rpc.exchange.runImport({ importId }, options),
    ({ counts }) => ({
      ...nothing,
      book: preview.book,
      done: { importId, fileName, counts },
    }),
  )
  // Stopped half-way, or the ledger has changed: what there is now is shown.
  if (importJob.get().done !== null) return
  const now = await rpc.exchange.readImport({ importId })
  if (now.ok && importJob.get().preview?.importId === importId) change({ preview: now.value })
}

/** What was taken back is not said to be in the book any more. */
export function forgetDone(importId: ImportId): void {
  if (importJob.get().done?.importId === importId) importJob.set(nothing)
}

export function cancel(): void {
  stop.abort()
}

type Options = { signal: AbortSignal; onProgress: (progress: Progress) => void }

async function working<T>(
  busy: NonNullable<ImportJob['busy']>,
  ask: (options: Options) => Promise<Result<T>>,
  then: (value: T) => Partial<ImportJob>,
): Promise<void> {
  stop = new AbortController()
  const mine = stop
  change({ busy, progress: null, error: null, done: null })
  const onProgress = (progress: Progress) => stop === mine && importJob.get().busy === busy && change({ progress })
  const result = await ask({ signal: mine.signal, onProgress })
  // A file taken in hand meanwhile is another job.
  if (importJob.get().busy !== busy || stop !== mine) return
  if (result.ok) return change({ busy: null, progress: null, ...then(result.value) })
  const cancelled = result.error.code === 'rpc/cancelled' || result.error.code === 'file/cancelled'
  const gone = cancelled && busy === 'read' ? nothing : {}
  change({ ...gone, busy: null, progress: null, error: cancelled ? null : result.error })
}
