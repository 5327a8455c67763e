import type { BookMapping, ImportRepair } from '../../../src-contract/features/exchange.shapes.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { addressesOf } from '../ledger/catalogs.ts'
import { prepareEntry } from '../ledger/file-bulk.service.ts'
import { checkCells, type CheckWorld, type RowProblem, type RowVerdict } from './check-row.ts'
import { openWorld } from './check-world.ts'
import { filedRowFinder } from './import-rows.repo.ts'
import { auditSeq } from './imports.repo.ts'
import { planColumns, type KeptCell } from './typed-row.rules.ts'

export type KeptRow = { readonly row: number; readonly cells: readonly KeptCell[] }

export type CheckInput = {
  readonly book: string
  readonly today: string
  /** Keys of the file's columns in their order. */
  readonly columns: readonly string[]
  readonly mapping: BookMapping
  readonly repairs: readonly ImportRepair[]
  /** JSON of `KeptRow[]`: a text goes from thread to thread much faster than thousands of small objects. */
  readonly rows: string
}

/** A checked row as it is kept: problems and entry are JSON, so that core's thread only passes them on. */
export type CheckedKept = {
  readonly row: number
  readonly verdict: RowVerdict
  readonly identities: readonly string[]
  readonly problems: readonly RowProblem[]
  /** JSON of a `PreparedEntry`, so that filing only writes; null where it is not `new`. */
  readonly content: string | null
  /** As in `CheckedRow`. */
  readonly filedRow: number | null
}

/** Checks some rows of a file. Pure but for what it reads; runs in a read-only worker. */
export function checkRows(db: ReadDb, input: CheckInput): CheckedKept[] {
  return checkKeptRows(db, input, JSON.parse(input.rows) as KeptRow[])
}

function checkKeptRows(
  db: ReadDb,
  input: Omit<CheckInput, 'rows'>,
  rows: readonly KeptRow[],
  importId: string | null = null,
): CheckedKept[] {
  const book = booksById.get(input.book)
  if (book === undefined) return []
  const plan = planColumns(book, input.columns, input.mapping, input.repairs)
  const known = worldOf(db, book, input.today)
  const world = importId === null ? known : { ...known, filedRow: filedRowFinder(db, importId) }
  const context = addressesOf(db)
  const checked = checkCells(
    book,
    plan,
    world,
    rows.map(({ cells }) => cells),
  )
  return checked.map(({ verdict, identities, problems, entry, filedRow }, at) => {
    return {
      row: rows[at]?.row ?? 0,
      verdict,
      identities,
      problems,
      content: verdict === 'new' ? JSON.stringify(prepareEntry(book, entry, context)) : null,
      filedRow,
    }
  })
}

const worlds = new WeakMap<ReadDb, { readonly key: string; readonly world: CheckWorld }>()

/** What a world remembers of the station is changed by acts that are audited: until there is a new one, the next page asks the same. */
function worldOf(db: ReadDb, book: BookSpec, today: string): CheckWorld {
  const key = `${book.definition.id} ${today} ${auditSeq(db)}`
  const known = worlds.get(db)
  if (known?.key === key) return known.world
  const world = openWorld(db, book, today)
  worlds.set(db, { key, world })
  return world
}

export type StagedInput = Omit<CheckInput, 'rows'> & {
  readonly importId: string
  readonly after: number
  readonly limit: number
  /** Only rows that would be filed: what the others say does not matter any more. */
  readonly onlyNew: boolean
}

/** The same for rows that are kept already. */
export function checkStaged(db: ReadDb, input: StagedInput): CheckedKept[] {
  const rows = db
    .prepare<[string, number, number], { row: number; cells: string }>(
      `SELECT row, cells FROM ledger_import_rows WHERE import_id = ? AND row > ?
       ${input.onlyNew ? `AND verdict = 'new'` : ''} ORDER BY row LIMIT ?`,
    )
    .all(input.importId, input.after, input.limit)
  return checkKeptRows(
    db,
    input,
    rows.map(({ row, cells }) => ({ row, cells: JSON.parse(cells) as KeptCell[] })),
    input.importId,
  )
}
