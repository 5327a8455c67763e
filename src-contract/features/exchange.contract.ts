import { z } from 'zod'
import { BookId, FieldProblem } from '../books.ts'
import { EntryId, FileId, ImportId } from '../ids.ts'
import { method } from '../method.ts'
import {
  BookImport,
  BookImportCounts,
  BookMapping,
  ExportRequest,
  ImportRepair,
  ImportState,
  listPart,
  PastBookImport,
} from './exchange.shapes.ts'
import { AcceptedWarning, Stage, TypedFields, Undoable } from './ledger.shapes.ts'
import { fileErrors } from './sources.contract.ts'

const writers = ['clerk', 'officer'] as const
const readers = ['clerk', 'officer', 'chief'] as const

/** Most rows that one may export or print without a chief. */
export const rowsWithoutApproval = 1_000
/** Most rows of the entry grid in one go. */
export const mostGridRows = 200

const gridRows = z.array(TypedFields).min(1).max(mostGridRows)

export const exchangeContract = {
  /** What is wrong with rows of the entry grid, row by row, duplicates among them too. Writes nothing. */
  checkRows: method({
    input: z.object({ book: BookId, rows: gridRows }).strict(),
    output: z.object({
      rows: z.array(
        z.object({
          problems: z.array(FieldProblem),
          /** Earlier row of the same grid (from 0) that says the same. */
          sameAs: z.number().int().nullable(),
        }),
      ),
    }),
    errors: ['ledger/unknown-book'],
    roles: writers,
  }),
  /**
   * Files what can be filed, each row as an entry of its own, in one act: refused rows come back with their problems and nothing of
   * them is kept. `accepted` holds for every row that has the warning, or for one row (from 0). One undo takes all of them back.
   */
  fileRows: method({
    input: z
      .object({
        book: BookId,
        rows: gridRows,
        accepted: z
          .array(AcceptedWarning.extend({ row: z.number().int().min(0).optional() }))
          .max(1_000)
          .default([]),
      })
      .strict(),
    output: z.object({
      rows: z.array(
        z.object({
          filed: z.object({ entryId: EntryId, number: z.string(), stage: Stage }).nullable(),
          problems: z.array(FieldProblem),
        }),
      ),
      /** Taken back with `ledger.undo`; null when nothing was filed. */
      undo: Undoable.nullable(),
    }),
    errors: ['ledger/unknown-book'],
    roles: writers,
    writes: true,
  }),
  /** Reads a file to its end, keeps its rows (encrypted) for the import, and says what the import would do. */
  openImport: method({
    input: z.object({ fileId: FileId, book: BookId, sheet: z.string().max(100).optional() }).strict(),
    output: BookImport,
    errors: [...fileErrors, 'ledger/unknown-book'],
    roles: writers,
  }),
  /** An import that was begun before, as it stands. */
  readImport: method({
    input: z.object({ importId: ImportId }).strict(),
    output: BookImport,
    errors: ['exchange/import-gone'],
    roles: writers,
  }),
  /** Another mapping or other repairs (all of them, not only the new ones); what the import would do is counted again. */
  adjustImport: method({
    input: z
      .object({
        importId: ImportId,
        mapping: BookMapping.optional(),
        repairs: z.array(ImportRepair).max(500).optional(),
      })
      .strict(),
    output: BookImport,
    errors: ['exchange/import-gone', 'exchange/mapping-invalid', 'exchange/import-begun'],
    roles: writers,
  }),
  /** Files the rows that can be filed. Cancelled or killed, the next call goes on; no row is filed twice. */
  runImport: method({
    input: z.object({ importId: ImportId }).strict(),
    output: z.object({ importId: ImportId, state: ImportState, counts: BookImportCounts }),
    errors: ['exchange/import-gone', 'exchange/nothing-to-file', 'exchange/import-changed'],
    roles: writers,
    writes: true,
  }),
  /** Lets go of an import of which nothing was filed. */
  discardImport: method({
    input: z.object({ importId: ImportId }).strict(),
    output: z.object({}),
    errors: ['exchange/import-gone', 'exchange/import-begun'],
    roles: writers,
    writes: true,
  }),
  /** The rows that were not filed, as they came, each with its reasons in Chinese; mended, the file imports again. */
  rejectedRows: method({
    input: z.object({ importId: ImportId }).strict(),
    output: z.object({ xlsx: z.instanceof(Uint8Array), fileName: z.string(), rows: z.number().int() }),
    errors: ['exchange/import-gone', 'exchange/nothing-rejected'],
    roles: writers,
  }),
  /** Takes back all entries of an import that nobody has touched since; the others stay, and are counted. */
  undo: method({
    input: z.object({ importId: ImportId }).strict(),
    output: z.object({ undone: z.number().int(), kept: z.number().int(), state: ImportState }),
    errors: ['exchange/import-gone', 'exchange/nothing-to-undo'],
    roles: writers,
    writes: true,
  }),
  imports: method({
    input: z.object({ book: BookId.optional() }).strict(),
    output: z.object({ imports: z.array(PastBookImport) }),
    errors: [],
    roles: readers,
  }),
  /** An empty sheet of the book with headings, dropdowns, formats, hints and an example row. */
  template: method({
    input: z.object({ book: BookId }).strict(),
    output: z.object({ xlsx: z.instanceof(Uint8Array), fileName: z.string() }),
    errors: ['ledger/unknown-book'],
    roles: ['clerk', 'officer', 'auxiliary', 'chief'],
  }),
  /** The list as XLSX, read again in core under the export rule and audited before it is answered. */
  exportList: method({
    leased: true,
    input: z.object(listPart).strict(),
    output: z.object({
      xlsx: z.instanceof(Uint8Array),
      fileName: z.string(),
      rows: z.number().int(),
      /** Personal values were masked, though plain ones were asked for. */
      masked: z.boolean(),
    }),
    errors: [
      'ledger/unknown-book',
      'access/reference-required',
      'exchange/nothing-to-export',
      'exchange/too-many-rows',
      'exchange/needs-approval',
      'exchange/approval-gone',
    ],
    roles: readers,
  }),
  /** The list as the station's paper; the PDF is the preview. */
  printList: method({
    leased: true,
    input: z.object(listPart).strict(),
    output: z.object({
      pdf: z.instanceof(Uint8Array),
      fileName: z.string(),
      pages: z.number().int(),
      rows: z.number().int(),
      masked: z.boolean(),
    }),
    errors: [
      'ledger/unknown-book',
      'ledger/print-missing-glyphs',
      'access/reference-required',
      'exchange/nothing-to-export',
      'exchange/too-many-rows',
      'exchange/needs-approval',
      'exchange/approval-gone',
    ],
    roles: readers,
  }),
  /** Asks a chief for an export of more rows. */
  askExport: method({
    input: z
      .object({ ...listPart, kind: z.enum(['xlsx', 'print']), reason: z.string().trim().min(2).max(200) })
      .strict(),
    output: z.object({ requestId: z.string() }),
    errors: [
      'ledger/unknown-book',
      'access/reference-required',
      'exchange/nothing-to-export',
      'exchange/too-many-rows',
    ],
    roles: writers,
    writes: true,
  }),
  /** A chief sees all requests of the last 30 days, others their own. */
  exportRequests: method({
    input: z.object({}).strict(),
    output: z.object({ requests: z.array(ExportRequest) }),
    errors: [],
    roles: readers,
  }),
  decideExport: method({
    input: z
      .object({ requestId: z.string().max(40), approve: z.boolean(), note: z.string().trim().max(200).default('') })
      .strict(),
    output: z.object({}),
    errors: ['exchange/approval-gone', 'exchange/own-request'],
    roles: ['chief'],
    writes: true,
  }),
} as const
