import type { FileLimits } from './limits.ts'
import type { FileResult, RowPage, SheetHeader, SpreadsheetInfo } from './spreadsheet.types.ts'

/** Handed to the worker at its start. */
export interface SpreadsheetWorkerData {
  path: string
  limits: Partial<FileLimits>
}

export type WorkerRequest =
  | { id: number; method: 'open' }
  | { id: number; method: 'header'; sheet: number }
  | { id: number; method: 'startRows'; sheet: number }
  | { id: number; method: 'nextPage'; maxRows: number }
  | { id: number; method: 'close' }

export interface WorkerAnswers {
  open: FileResult<SpreadsheetInfo>
  header: FileResult<SheetHeader>
  startRows: FileResult<SheetHeader>
  nextPage: FileResult<RowPage>
  close: FileResult<null>
}

/** `json`, since thousands of small cells pass faster as one string than as structured clones. */
export interface WorkerAnswer {
  id: number
  json: string
}
