import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Declared, ImportCounts, ImportPreview, Mapping } from '../../../src-contract/features/sources.contract.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { rpc } from '../../rpc/client.ts'
import { whenLocked } from '../../session/session-store.ts'
import { store } from '../../ui/store.ts'

export type Catalog = OutputOf<'sources.catalog'>['systems']

/** One file on its way in. It outlives the screen: somebody may look something up while 100,000 rows are read. */
export type ImportJob = {
  file: PickedFile | null
  system: SystemId | null
  declared: Declared
  /** Null: core's proposal. */
  sheet: string | null
  mapping: Mapping | null
  preview: ImportPreview | null
  /** What was chosen has changed since the preview, which therefore cannot be imported. */
  stale: boolean
  acceptOlder: boolean
  busy: 'preview' | 'import' | null
  progress: Progress | null
  error: RpcError | null
  done: { fileName: string; counts: ImportCounts } | null
}

const nothing: ImportJob = {
  file: null,
  system: null,
  declared: 'full',
  sheet: null,
  mapping: null,
  preview: null,
  stale: false,
  acceptOlder: false,
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

/** Takes a file in hand; the system is guessed from its name where that names one. */
export function takeFile(file: PickedFile, catalog: Catalog): void {
  stop.abort()
  importJob.set({ ...nothing, file, system: systemNamed(file.name, catalog) })
}

export function putDown(): void {
  stop.abort()
  importJob.set(nothing)
}

/** Another system or sheet has other columns: their mapping starts anew. */
export function choose(part: Partial<Pick<ImportJob, 'system' | 'declared' | 'sheet' | 'mapping'>>): void {
  const remapped = part.system !== undefined || part.sheet !== undefined ? { mapping: null } : {}
  change({ ...remapped, ...part, stale: importJob.get().preview !== null, error: null })
}

export function acceptOlder(accepted: boolean): void {
  change({ acceptOlder: accepted })
}

/** Gives a column another field, or none; the field leaves the column that had it. */
export function mapColumn(mapping: Mapping, column: string, field: string | null): Mapping {
  const others = Object.entries(mapping).filter(([name, key]) => name !== column && key !== field)
  return Object.fromEntries(field === null ? others : [...others, [column, field]])
}

export async function preview(): Promise<void> {
  const { file, system, declared, sheet, mapping } = importJob.get()
  if (!file || !system) return
  const input: InputOf<'sources.preview'> = {
    fileId: file.fileId as FileId,
    system,
    declared,
    ...(sheet === null ? {} : { sheet }),
    ...(mapping === null ? {} : { mapping }),
  }
  await working('preview', async (options) => {
    const result = await rpc.sources.preview(input, options)
    if (!result.ok) return { error: result.error }
    return {
      preview: result.value,
      sheet: result.value.sheet,
      mapping: result.value.mapping,
      stale: false,
      acceptOlder: false,
    }
  })
}

export async function runImport(): Promise<void> {
  const job = importJob.get()
  if (!job.preview || job.stale) return
  const { importId, fileName } = job.preview
  await working('import', async (options) => {
    const result = await rpc.sources.import({ importId, acceptOlder: job.acceptOlder }, options)
    if (!result.ok) return { error: result.error, stale: result.error.code === 'sources/preview-stale' || job.stale }
    return { ...nothing, done: { fileName, counts: result.value.counts } }
  })
}

export function cancel(): void {
  stop.abort()
}

type Options = { signal: AbortSignal; onProgress: (progress: Progress) => void }

async function working(
  busy: 'preview' | 'import',
  run: (options: Options) => Promise<Partial<ImportJob>>,
): Promise<void> {
  stop = new AbortController()
  const mine = stop
  change({ busy, progress: null, error: null, done: null })
  const onProgress = (progress: Progress) => stop === mine && importJob.get().busy === busy && change({ progress })
  const outcome = await run({ signal: mine.signal, onProgress })
  // A file taken in hand meanwhile is another job.
  if (importJob.get().busy !== busy || stop !== mine) return
  const cancelled = outcome.error?.code === 'rpc/cancelled' || outcome.error?.code === 'file/cancelled'
  change({ ...outcome, ...(cancelled ? { error: null } : {}), busy: null, progress: null })
}

function systemNamed(fileName: string, catalog: Catalog): SystemId | null {
  const named = catalog.filter(
    ({ id, name }) => fileName.includes(name.zh) || new RegExp(`(^|[^A-Za-z])${id}([^A-Za-z]|$)`).test(fileName),
  )
  return named.length === 1 && named[0] ? named[0].id : null
}
