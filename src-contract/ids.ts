import { z } from 'zod'

/** Ids are UUIDv7 in lower case; the brand keeps an entry's id from being passed where a draft's is meant. */
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

export const AccountId = uuid.brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>
export const EntryId = uuid.brand<'EntryId'>()
export type EntryId = z.infer<typeof EntryId>
export const DraftId = uuid.brand<'DraftId'>()
export type DraftId = z.infer<typeof DraftId>
export const ImportId = uuid.brand<'ImportId'>()
export type ImportId = z.infer<typeof ImportId>
export const OperationId = uuid.brand<'OperationId'>()
export type OperationId = z.infer<typeof OperationId>
/** A file that the shell or the command line handed to core; the renderer never sees its path. */
export const FileId = uuid.brand<'FileId'>()
export type FileId = z.infer<typeof FileId>

/** Derived on each PC and never synced (design of lookup), therefore a plain number. */
export const SubjectId = z.number().int().positive().brand<'SubjectId'>()
export type SubjectId = z.infer<typeof SubjectId>
export const SourceRecordId = z.number().int().positive().brand<'SourceRecordId'>()
export type SourceRecordId = z.infer<typeof SourceRecordId>

/** Calendar date in Asia/Shanghai, YYYY-MM-DD. */
export const LocalDate = z.iso.date().brand<'LocalDate'>()
export type LocalDate = z.infer<typeof LocalDate>
/** Instant in UTC, ISO 8601 with milliseconds and Z. */
export const Instant = z.iso.datetime().brand<'Instant'>()
export type Instant = z.infer<typeof Instant>
/** Entry version, from 1. */
export const Version = z.number().int().positive().brand<'Version'>()
export type Version = z.infer<typeof Version>
