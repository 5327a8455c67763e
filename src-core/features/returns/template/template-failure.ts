import type { FileErrorCode } from '../../../spreadsheets/spreadsheet.types.ts'
import { asFileError } from '../../../spreadsheets/file-failure.ts'

export type TemplateErrorCode =
  | Exclude<FileErrorCode, 'file/no-header'>
  | 'returns/template-macros'
  | 'returns/template-format'
  | 'returns/template-blank'

export type TemplateError = { readonly code: TemplateErrorCode; readonly params: Record<string, string | number> }

/** What only a template is refused for; everything else that is wrong with a file is a FileFailure. */
export class TemplateFailure extends Error {
  readonly code: TemplateErrorCode
  constructor(code: TemplateErrorCode) {
    super(code)
    this.code = code
  }
}

export function asTemplateError(error: unknown): TemplateError {
  if (error instanceof TemplateFailure) return { code: error.code, params: {} }
  const { code, params } = asFileError(error)
  // Only a data file needs a header row.
  return { code: code === 'file/no-header' ? 'file/unreadable' : code, params }
}
