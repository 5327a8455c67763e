/** Why a file could not be used. Each code has one sentence in the renderer's text files. */
export type FileErrorCode =
  | 'file/empty'
  | 'file/not-a-spreadsheet'
  | 'file/password-protected'
  | 'file/too-large'
  | 'file/zip-bomb'
  | 'file/unreadable'
  | 'file/no-header'
  | 'file/not-found'
  | 'file/in-use'
  | 'file/cancelled'

/** What the reader did that the person importing should know. */
export type NoticeCode =
  | 'macros-ignored'
  | 'formulas-as-values'
  | 'formulas-without-values'
  | 'merged-header'
  | 'merged-cells-filled'
  | 'duplicate-columns'
  | 'hidden-sheets'
  | 'damaged-numbers'

export type SpreadsheetFormat = 'xlsx' | 'xls' | 'html' | 'xml2003' | 'csv'
export type TextEncodingName = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'gb18030'
export type Delimiter = ',' | ';' | '\t'

/** Params are numbers and fixed words only: never a file name, never the content of a cell. */
export interface FileError {
  code: FileErrorCode
  params: Record<string, string | number>
  retryable: boolean
}

export type FileResult<T> = { ok: true; value: T } | { ok: false; error: FileError }

export interface SheetInfo {
  index: number
  name: string
  hidden: boolean
}

export interface SpreadsheetInfo {
  format: SpreadsheetFormat
  /** Text formats only. */
  encoding?: TextEncodingName
  /** CSV only. */
  delimiter?: Delimiter
  sheets: SheetInfo[]
  /** Index of the first visible sheet. */
  chosenSheet: number
  notices: NoticeCode[]
  sizeBytes: number
}

export type CellKind = 'text' | 'number' | 'date' | 'boolean' | 'error' | 'blank'

/**
 * One cell as its author saw it.
 * `iso` is set for real dates: 'YYYY-MM-DD' or 'YYYY-MM-DDTHH:MM:SS', wall time without a zone.
 * `damaged` marks a number that lost digits (an ID number kept as a number): it can't be guessed back.
 */
export interface SheetCell {
  text: string
  kind: CellKind
  iso?: string
  damaged?: true
  formula?: true
}

export interface HeaderColumn {
  /** 0-based position in the sheet. */
  index: number
  /** 'A', 'B' … as the person sees it. */
  letter: string
  /** 'group/leaf' for a header of two rows; '' for a column with data and no name. */
  name: string
  parts: string[]
  /** Unique in the sheet: '姓名', '姓名 (2)', or the letter of an unnamed column. */
  key: string
  duplicate: boolean
}

export interface SheetRow {
  /** 1-based, as the spreadsheet program shows it. */
  row: number
  /** Same order and length as the header's columns. */
  cells: SheetCell[]
}

export interface SheetHeader {
  sheet: number
  columns: HeaderColumn[]
  /** 1-based first and last row of the header. */
  firstRow: number
  lastRow: number
  /** The lines above the header, as text. */
  titleRows: string[]
  /** The first 20 rows of data at most. */
  sample: SheetRow[]
  notices: NoticeCode[]
}

export interface RowPage {
  rows: SheetRow[]
  done: boolean
  /** Data rows delivered so far, this page included. */
  readSoFar: number
  /** 0 to 1, an estimate for a progress bar. */
  progress: number
  /** Everything noticed so far in this sheet. */
  notices: NoticeCode[]
}

/** A row before the header is known. Cells may have holes (blank) and stop at the last cell with content. */
export interface RawRow {
  number: number
  cells: (SheetCell | undefined)[]
  /** 0 to 1, how far into the sheet this row is. */
  progress: number
}

/** 0-based, inclusive. */
export interface MergeRange {
  top: number
  left: number
  bottom: number
  right: number
}

/** What each format's reader offers: sheets that can be read from the start any number of times. */
export interface SheetSource {
  info: SheetInfo
  /** Only the ranges that span more than one cell. */
  merges(): Promise<MergeRange[]>
  rows(): AsyncIterable<RawRow>
}

export interface WorkbookSource {
  format: SpreadsheetFormat
  encoding?: TextEncodingName
  delimiter?: Delimiter
  notices: NoticeCode[]
  sheets: SheetSource[]
  close(): Promise<void>
}

/** The reading interface, the same in this thread (read.ts) and through a worker (spreadsheets.ts). */
export interface OpenSpreadsheet {
  readonly info: SpreadsheetInfo
  /** Finds the header of a sheet (default: the first visible one). Errors: file/no-header, file/empty and those of reading. */
  header(sheet?: number): Promise<FileResult<SheetHeader>>
  /** Starts over: the next page holds the first data rows. */
  startRows(sheet?: number): Promise<FileResult<SheetHeader>>
  /** The next rows, at most `maxRows` (default 1000); nothing is read ahead of the request. Blank rows are left out. */
  nextPage(maxRows?: number): Promise<FileResult<RowPage>>
  /** startRows and nextPage until done; ends after the first failure. */
  rows(sheet?: number, pageSize?: number): AsyncGenerator<FileResult<RowPage>>
  /** Ends the reading and closes every handle; may be called twice. */
  close(): Promise<void>
}
