import { z } from 'zod'
import { DraftId, EntryId, FileId, Instant } from '../ids.ts'
import { method } from '../method.ts'
import { Purpose } from '../purposes.ts'

export const AttachmentId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .brand<'AttachmentId'>()
export type AttachmentId = z.infer<typeof AttachmentId>

/** Recognised by content, never by name. */
export const attachmentKinds = ['jpeg', 'png', 'webp', 'pdf', 'docx', 'xlsx'] as const
export const AttachmentKind = z.enum(attachmentKinds)
export type AttachmentKind = z.infer<typeof AttachmentKind>

/** 20 MB a file, 30 files an entry. */
export const attachmentLimits = { bytes: 20 * 1024 * 1024, perEntry: 30, pixels: 60_000_000 } as const

export const Attachment = z.object({
  attachmentId: AttachmentId,
  name: z.string(),
  kind: AttachmentKind,
  /** Bytes. */
  size: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  addedAt: Instant,
  by: z.string(),
  /** Its content is on this PC; otherwise it is fetched from the platform when it is opened. */
  here: z.boolean(),
  /** JPEG of at most 240 x 240 pixels; null for documents and for a picture that could not be drawn. */
  thumbnail: z.instanceof(Uint8Array).nullable(),
})
export type Attachment = z.infer<typeof Attachment>

const Owner = z.union([z.object({ draftId: DraftId }).strict(), z.object({ entryId: EntryId }).strict()])
export type AttachmentOwner = z.infer<typeof Owner>

export const attachmentsContract = {
  /** Takes a file that the shell handed in: to an own draft, or to a filed entry that the caller works on. */
  add: method({
    input: z.object({ to: Owner, fileId: FileId }).strict(),
    output: Attachment,
    errors: [
      'file/not-found',
      'file/empty',
      'attachments/too-large',
      'attachments/kind',
      'attachments/too-many',
      'attachments/pixels',
      'ledger/draft-gone',
      'ledger/entry-gone',
    ],
    roles: ['clerk', 'officer', 'auxiliary'],
    writes: true,
  }),
  /** With thumbnails. Of an entry: one audit row, as for opening it. */
  list: method({
    input: z.object({ of: Owner }).strict(),
    output: z.object({ attachments: z.array(Attachment) }),
    errors: ['ledger/draft-gone', 'ledger/entry-gone'],
    roles: ['clerk', 'officer', 'auxiliary', 'chief'],
  }),
  /** The file itself, for looking at or saving. */
  open: method({
    input: z.object({ attachmentId: AttachmentId, purpose: Purpose.default('P01') }).strict(),
    output: z.object({ name: z.string(), kind: AttachmentKind, bytes: z.instanceof(Uint8Array) }),
    errors: [
      'attachments/gone',
      'attachments/damaged',
      'attachments/elsewhere',
      'attachments/unreachable',
      'attachments/untrue',
      'attachments/refused',
    ],
    roles: ['clerk', 'officer', 'auxiliary', 'chief'],
  }),
  /** From a draft it goes; at an entry it is put out of sight with a reason and kept. */
  remove: method({
    input: z.object({ attachmentId: AttachmentId, reason: z.string().trim().max(200).default('') }).strict(),
    output: z.object({}),
    errors: ['attachments/gone', 'ledger/reason-missing'],
    roles: ['clerk', 'officer', 'auxiliary'],
    writes: true,
  }),
} as const
