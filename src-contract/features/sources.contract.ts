import { z } from 'zod'
import { FileId, ImportId, Instant, SourceRecordId } from '../ids.ts'
import { method } from '../method.ts'
import { SystemDefinition, SystemId } from '../systems.ts'

export const Freshness = z.enum(['fresh', 'aging', 'stale', 'never'])
export type Freshness = z.infer<typeof Freshness>

/** 全量 (the system's whole stock) or 增量 (changes since the last export). */
export const Declared = z.enum(['full', 'changes'])
export type Declared = z.infer<typeof Declared>

/** Column heading of the file -> field key of the system; unmapped columns are kept in the payload as delivered. */
export const Mapping = z.record(z.string().max(200), z.string().max(60))
export type Mapping = z.infer<typeof Mapping>

/** Row-level problems. `error` rows are not imported, `warning` rows are. */
export const rowProblems = [
  'required-missing',
  'id-checksum',
  'id-damaged',
  'id-length',
  'id-birth-date',
  'date-invalid',
  'number-lost-digits',
  'key-missing',
  'duplicate-in-file',
  'phone-doubtful',
  'address-incomplete',
  'uscc-checksum',
  'value-too-long',
] as const
export const RowProblemKind = z.enum(rowProblems)
export type RowProblemKind = z.infer<typeof RowProblemKind>

export const RowProblem = z.object({
  /** Row number as the spreadsheet program shows it. */
  row: z.number().int(),
  field: z.string(),
  kind: RowProblemKind,
  severity: z.enum(['error', 'warning']),
  /** For an id checksum: what the last character should be. */
  expected: z.string().optional(),
})
export type RowProblem = z.infer<typeof RowProblem>

export const fileNotices = [
  'macros-ignored',
  'formulas-as-values',
  'formulas-without-values',
  'merged-header',
  'merged-cells-filled',
  'duplicate-columns',
  'hidden-sheets',
  'damaged-numbers',
] as const
export const FileNotice = z.enum(fileNotices)
export type FileNotice = z.infer<typeof FileNotice>

export const ImportCounts = z.object({
  rows: z.number().int(),
  new: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** Held from this system but not in this file; information only, nothing is deleted by absence. Null for 增量. */
  notInFile: z.number().int().nullable(),
  rejected: z.number().int(),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const ImportPreview = z.object({
  importId: ImportId,
  system: SystemId,
  fileName: z.string(),
  format: z.string(),
  encoding: z.string().nullable(),
  sheet: z.string(),
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean(), rows: z.number().int().nullable() })),
  declared: Declared,
  columns: z.array(z.string()),
  mapping: Mapping,
  /** Fields that the system needs and that no column is mapped to. */
  missingFields: z.array(z.string()),
  counts: ImportCounts,
  notices: z.array(FileNotice),
  problems: z.array(
    z.object({
      kind: RowProblemKind,
      field: z.string(),
      severity: z.enum(['error', 'warning']),
      count: z.number().int(),
      examples: z.array(RowProblem).max(20),
    }),
  ),
  /** When the file's newest source time is before the newest already held. */
  olderThanLast: z.object({ held: Instant, file: Instant }).nullable(),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const PastImport = z.object({
  importId: ImportId,
  system: SystemId,
  fileName: z.string(),
  declared: Declared,
  at: Instant,
  by: z.string(),
  counts: ImportCounts,
})
export type PastImport = z.infer<typeof PastImport>

export const oddProblems = ['broken', 'not-text', 'unknown-fields'] as const
/** broken: no JSON object. not-text: a value that is no text. unknown-fields: fields that the system's catalog does not have. */
export const OddProblem = z.enum(oddProblems)
export type OddProblem = z.infer<typeof OddProblem>

export const fileErrors = [
  'file/not-found',
  'file/empty',
  'file/not-a-spreadsheet',
  'file/password-protected',
  'file/too-large',
  'file/zip-bomb',
  'file/unreadable',
  'file/no-header',
  'file/cancelled',
  'file/in-use',
] as const

export const sourcesContract = {
  catalog: method({
    input: z.object({}).strict(),
    output: z.object({
      systems: z.array(
        SystemDefinition.extend({
          records: z.number().int(),
          lastReceived: Instant.nullable(),
          newestSourceTime: Instant.nullable(),
          freshness: Freshness,
        }),
      ),
    }),
    errors: [],
    roles: ['clerk', 'officer', 'auxiliary', 'chief', 'auditor', 'it'],
  }),
  /** Reads the file to its end and counts what an import would do. Writes nothing but the staged preview. */
  preview: method({
    input: z
      .object({
        fileId: FileId,
        system: SystemId,
        declared: Declared,
        sheet: z.string().max(100).optional(),
        /** All columns that are to be read. Left out: as for such a file before, else by the headings that the catalog knows. */
        mapping: Mapping.optional(),
      })
      .strict(),
    output: ImportPreview,
    errors: [...fileErrors, 'sources/mapping-invalid', 'sources/nothing-usable'],
    roles: ['clerk'],
  }),
  /** Applies a preview in one go: all its accepted rows or none. */
  import: method({
    input: z.object({ importId: ImportId, acceptOlder: z.boolean().default(false) }).strict(),
    output: z.object({ importId: ImportId, counts: ImportCounts }),
    errors: [
      ...fileErrors,
      'sources/preview-stale',
      'sources/column-missing',
      'sources/nothing-usable',
      'sources/older-export',
    ],
    roles: ['clerk'],
    writes: true,
  }),
  imports: method({
    input: z.object({ system: SystemId.optional() }).strict(),
    output: z.object({ imports: z.array(PastImport) }),
    errors: [],
    roles: ['clerk', 'chief', 'auditor'],
  }),
  /** Records that could not be read whole, without any of their values. */
  odd: method({
    input: z
      .object({
        after: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(200),
      })
      .strict(),
    output: z.object({
      items: z.array(
        z.object({
          recordId: SourceRecordId,
          system: SystemId,
          problem: OddProblem,
          unknown: z.array(z.string()),
          receivedAt: Instant,
          version: z.number().int(),
          bytes: z.number().int(),
        }),
      ),
      total: z.number().int(),
    }),
    errors: [],
    roles: ['auditor'],
  }),
  /** One of them as it was delivered, unmasked. No purpose, since nobody is looked up; audited all the same. */
  raw: method({
    leased: true,
    input: z.object({ recordId: SourceRecordId }).strict(),
    output: z.object({
      system: SystemId,
      nativeId: z.string(),
      problem: OddProblem,
      unknown: z.array(z.string()),
      /** As delivered, at most 100,000 characters of it. */
      text: z.string(),
      whole: z.boolean(),
    }),
    errors: ['sources/record-gone'],
    roles: ['auditor'],
  }),
} as const
