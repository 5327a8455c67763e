import { readFileSync } from 'node:fs'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import {
  attachmentLimits,
  type Attachment,
  type AttachmentId,
  type AttachmentKind,
  type AttachmentOwner,
} from '../../../src-contract/features/attachments.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { BlobStore } from '../../crypto/blob-store.ts'
import type { Context } from '../../rpc/context.ts'
import { isOwnDraft } from '../ledger/drafts.service.ts'
import { findReachable } from '../ledger/find-entry.ts'
import {
  attachmentsOf,
  countAttachments,
  deleteAttachment,
  findAttachment,
  hideAttachment,
  insertAttachment,
  type AttachmentRecord,
  type OwnerKey,
  type ShownAttachment,
} from './attachments.repo.ts'
import type { SyncEngine } from '../sync/sync-engine.ts'
import { transferOf } from './transfers.repo.ts'
import { contentKind, isPicture } from './content-kind.rules.ts'
import { pictureSize, thumbnailer, tooManyPixels, type PictureSize } from './thumbnailer.ts'

type OwnerGone = 'ledger/draft-gone' | 'ledger/entry-gone'
type AddError =
  | OwnerGone
  | 'file/not-found'
  | 'file/empty'
  | 'attachments/too-large'
  | 'attachments/kind'
  | 'attachments/too-many'
  | 'attachments/pixels'

/** The owner as a key, when the caller may work on it. */
function ownerOf(ctx: Context, owner: AttachmentOwner): Result<OwnerKey, OwnerGone> {
  if ('draftId' in owner) {
    if (!isOwnDraft(ctx, owner.draftId)) return failure('ledger/draft-gone')
    return success({ column: 'draft_id', id: owner.draftId })
  }
  const found = findReachable(ctx, owner.entryId)
  return found === undefined ? failure('ledger/entry-gone') : success({ column: 'entry_id', id: owner.entryId })
}

/** The bytes are on the disk, encrypted, before the row that names them is committed. */
export async function add(
  ctx: Context,
  blobs: BlobStore,
  input: ParsedInputOf<'attachments.add'>,
): Promise<Result<Attachment, AddError>> {
  const owner = ownerOf(ctx, input.to)
  if (!owner.ok) return owner
  const taken = take(ctx, input.fileId)
  if (!taken.ok) return taken
  const { bytes, kind, name, size } = taken.value
  const jpeg = size === undefined ? null : await thumbnailer.draw(bytes, size.orientation)
  const sha256 = blobs.put(bytes)
  return ctx.commit((tx) => {
    if (countAttachments(tx, owner.value) >= attachmentLimits.perEntry)
      return failure('attachments/too-many', { limit: attachmentLimits.perEntry })
    const turned = (size?.orientation ?? 1) > 4
    const record: AttachmentRecord = {
      attachment_id: ctx.newId(),
      draft_id: owner.value.column === 'draft_id' ? owner.value.id : null,
      entry_id: owner.value.column === 'entry_id' ? owner.value.id : null,
      name,
      kind,
      size: bytes.length,
      sha256,
      width: size === undefined ? null : turned ? size.height : size.width,
      height: size === undefined ? null : turned ? size.width : size.height,
      added_at: ctx.now,
      account_id: ctx.session.accountId,
      removed_at: null,
      removed_by: null,
      removed_reason: null,
    }
    insertAttachment(tx, record, jpeg)
    tx.audit({
      action: 'attach',
      record: owner.value.id,
      detail: { kind, bytes: bytes.length, sha256, attachment: record.attachment_id },
    })
    ctx.emit({ name: 'data-changed', what: 'attachments' })
    const small = jpeg === null ? null : Buffer.from(jpeg)
    return success(shown({ ...record, by: ctx.session.name, jpeg: small }, true))
  })
}

type Taken = { bytes: Buffer; kind: AttachmentKind; name: string; size: PictureSize | undefined }

function take(
  ctx: Context,
  fileId: ParsedInputOf<'attachments.add'>['fileId'],
): Result<Taken, Exclude<AddError, OwnerGone | 'attachments/too-many'>> {
  const file = ctx.files.get(fileId)
  if (file === undefined) return failure('file/not-found')
  if (file.size === 0) return failure('file/empty')
  if (file.size > attachmentLimits.bytes)
    return failure('attachments/too-large', { limit: attachmentLimits.bytes / 1_048_576 })
  const bytes = readIfThere(file.path)
  if (bytes === undefined) return failure('file/not-found')
  const kind = contentKind(bytes)
  if (kind === null) return failure('attachments/kind')
  const size = isPicture(kind) ? pictureSize(bytes) : undefined
  if (isPicture(kind) && size === undefined) return failure('attachments/kind')
  if (size !== undefined && tooManyPixels(size))
    return failure('attachments/pixels', { limit: attachmentLimits.pixels / 1e6 })
  return success({ bytes, kind, name: file.name.slice(0, 255), size })
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Of an entry, thumbnails are plain values: looking at them is audited like opening it. */
export function list(
  ctx: Context,
  input: ParsedInputOf<'attachments.list'>,
): Result<OutputOf<'attachments.list'>, OwnerGone> {
  const owner = ownerOf(ctx, input.of)
  if (!owner.ok) return owner
  const rows = attachmentsOf(ctx.db, owner.value)
  if (owner.value.column === 'entry_id' && rows.length > 0)
    ctx.audit({ action: 'view', record: owner.value.id, detail: { attachments: rows.length } })
  return success({ attachments: rows.map((row) => shown(row, transferOf(ctx.db, row.sha256)?.way !== 'down')) })
}

/** The file, after its audit row; from the platform where it is not here. */
export async function open(
  ctx: Context,
  blobs: BlobStore,
  engine: Pick<SyncEngine, 'fetchFile'>,
  input: ParsedInputOf<'attachments.open'>,
): Promise<Result<OutputOf<'attachments.open'>, OpenError>> {
  const found = reachable(ctx, input.attachmentId)
  if (found === undefined) return failure('attachments/gone')
  ctx.audit({
    action: 'view',
    record: found.entry_id ?? found.draft_id ?? '',
    purpose: input.purpose,
    detail: { attachment: found.attachment_id },
  })
  const bytes = blobs.get(found.sha256) ?? (await fetched(ctx, blobs, engine, found))
  if (typeof bytes === 'string') return failure(bytes)
  return success({ name: found.name, kind: found.kind as AttachmentKind, bytes: new Uint8Array(bytes) })
}

type OpenError = 'attachments/gone' | FetchError
type FetchError =
  | 'attachments/damaged'
  | 'attachments/elsewhere'
  | 'attachments/unreachable'
  | 'attachments/untrue'
  | 'attachments/refused'

/** What was damaged here may be whole at the platform. */
async function fetched(
  ctx: Context,
  blobs: BlobStore,
  engine: Pick<SyncEngine, 'fetchFile'>,
  { sha256, size }: AttachmentRecord,
): Promise<Buffer | FetchError> {
  const expected = transferOf(ctx.db, sha256)?.way === 'down'
  if (!expected) blobs.dropDamaged(sha256)
  const problem = await engine.fetchFile(sha256, size)
  if (problem === 'untrue') return 'attachments/untrue'
  if (problem === 'refused') return 'attachments/refused'
  if (problem === 'unreachable') return 'attachments/unreachable'
  if (problem === 'missing') return expected ? 'attachments/elsewhere' : 'attachments/damaged'
  ctx.emit({ name: 'data-changed', what: 'attachments' })
  return blobs.get(sha256) ?? 'attachments/damaged'
}

export function remove(
  ctx: Context,
  input: ParsedInputOf<'attachments.remove'>,
): Result<Record<string, never>, 'attachments/gone' | 'ledger/reason-missing'> {
  const found = reachable(ctx, input.attachmentId)
  if (found === undefined) return failure('attachments/gone')
  if (found.entry_id !== null && input.reason.length < 2) return failure('ledger/reason-missing')
  return ctx.commit((tx) => {
    if (found.entry_id === null) deleteAttachment(tx, found.attachment_id)
    else {
      const by = { at: ctx.now, account: ctx.session.accountId, reason: input.reason }
      hideAttachment(tx, found.attachment_id, by)
    }
    const record = found.entry_id ?? found.draft_id ?? ''
    tx.audit({ action: 'detach', record, detail: { attachment: found.attachment_id } })
    return success({})
  })
}

function reachable(ctx: Context, attachmentId: AttachmentId): AttachmentRecord | undefined {
  const found = findAttachment(ctx.db, attachmentId)
  if (found === undefined) return undefined
  const owner = found.entry_id === null ? { draftId: found.draft_id } : { entryId: found.entry_id }
  return ownerOf(ctx, owner as AttachmentOwner).ok ? found : undefined
}

function shown(row: ShownAttachment, here: boolean): Attachment {
  return {
    attachmentId: row.attachment_id as AttachmentId,
    name: row.name,
    kind: row.kind as AttachmentKind,
    size: row.size,
    width: row.width,
    height: row.height,
    addedAt: row.added_at as Instant,
    by: row.by,
    here,
    thumbnail: row.jpeg === null ? null : new Uint8Array(row.jpeg),
  }
}
