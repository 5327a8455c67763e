import { z } from 'zod'

/**
 * Every expected failure, with whether trying again can help. The sentences are in src-renderer/text (zh-CN and en), one per code;
 * a test checks that none is missing. Params carry numbers, dates, field keys and catalog ids, never personal data.
 */
export const errorCodes = {
  internal: { retryable: false },
  // rpc: the call itself
  'rpc/unknown-method': { retryable: false },
  'rpc/invalid-input': { retryable: false },
  'rpc/too-large': { retryable: false },
  'rpc/cancelled': { retryable: true },
  'rpc/denied': { retryable: false },
  'rpc/not-logged-in': { retryable: false },
  'rpc/operation-reused': { retryable: false },
  'core/restarted': { retryable: true },
  'core/reader-restarted': { retryable: true },
  'core/unavailable': { retryable: true },
  // store: the replica's file
  'store/missing': { retryable: false },
  'store/exists': { retryable: false },
  'store/in-use': { retryable: true },
  'store/plain-database': { retryable: false },
  'store/swapped': { retryable: false },
  'store/wrong-key': { retryable: false },
  'store/damaged': { retryable: false },
  'store/newer': { retryable: false },
  'store/migration-failed': { retryable: false },
  'store/disk-full': { retryable: true },
  'store/read-only': { retryable: true },
  'store/audit-unwritable': { retryable: true },
  'backup/none': { retryable: false },
  'backup/unusable': { retryable: false },
  // keys: the slots
  'keys/missing': { retryable: false },
  'keys/damaged': { retryable: false },
  'keys/machine-changed': { retryable: false },
  'keys/escrow-invalid': { retryable: false },
  'keys/recovery-refused': { retryable: false },
  // accounts
  'accounts/wrong-passphrase': { retryable: false },
  'accounts/locked-out': { retryable: true },
  'accounts/clock-back': { retryable: true },
  'accounts/passphrase-weak': { retryable: false },
  'accounts/name-taken': { retryable: false },
  'accounts/unknown': { retryable: false },
  'accounts/inactive': { retryable: false },
  'accounts/own-account': { retryable: false },
  // access to residents' data
  'access/purpose-required': { retryable: false },
  'access/reference-required': { retryable: false },
  'access/purpose-not-open': { retryable: false },
  'access/not-in-purpose': { retryable: false },
  // files handed in
  'file/not-found': { retryable: false },
  'file/empty': { retryable: false },
  'file/not-a-spreadsheet': { retryable: false },
  'file/password-protected': { retryable: false },
  'file/too-large': { retryable: false },
  'file/zip-bomb': { retryable: false },
  'file/unreadable': { retryable: false },
  'file/no-header': { retryable: false },
  'file/cancelled': { retryable: true },
  'file/in-use': { retryable: true },
  // sources
  'sources/column-missing': { retryable: false },
  'sources/mapping-invalid': { retryable: false },
  'sources/older-export': { retryable: false },
  'sources/preview-stale': { retryable: false },
  'sources/nothing-usable': { retryable: false },
  // lookup
  'lookup/text-empty': { retryable: false },
  'lookup/subject-gone': { retryable: false },
  'lookup/field-not-held': { retryable: false },
  // identity cards
  'cards/gone': { retryable: false },
  'cards/no-fields': { retryable: false },
  // attachments
  'attachments/too-large': { retryable: false },
  'attachments/kind': { retryable: false },
  'attachments/too-many': { retryable: false },
  'attachments/pixels': { retryable: false },
  'attachments/gone': { retryable: false },
  'attachments/damaged': { retryable: false },
  // ledger
  'ledger/unknown-book': { retryable: false },
  'ledger/draft-gone': { retryable: false },
  'ledger/draft-stale': { retryable: false },
  'ledger/invalid': { retryable: false },
  'ledger/warnings': { retryable: false },
  'ledger/entry-gone': { retryable: false },
  'ledger/version-stale': { retryable: false },
  'ledger/nothing-changed': { retryable: false },
  'ledger/not-together': { retryable: false },
  'ledger/paper-gone': { retryable: false },
  'ledger/state-stale': { retryable: false },
  'ledger/no-such-step': { retryable: false },
  'ledger/by-another': { retryable: false },
  'ledger/review-waits': { retryable: false },
  'ledger/review-gone': { retryable: false },
  'ledger/not-reviewer': { retryable: false },
  'ledger/reason-missing': { retryable: false },
  'ledger/undo-gone': { retryable: false },
  'ledger/undo-too-late': { retryable: false },
  'ledger/view-name-taken': { retryable: false },
  'ledger/print-missing-glyphs': { retryable: false },
  // exchange: import and export of books
  'exchange/import-gone': { retryable: false },
  'exchange/import-begun': { retryable: false },
  'exchange/import-changed': { retryable: false },
  'exchange/mapping-invalid': { retryable: false },
  'exchange/nothing-to-file': { retryable: false },
  'exchange/nothing-rejected': { retryable: false },
  'exchange/nothing-to-undo': { retryable: false },
  'exchange/nothing-to-export': { retryable: false },
  'exchange/too-many-rows': { retryable: false },
  'exchange/needs-approval': { retryable: false },
  'exchange/approval-gone': { retryable: false },
  'exchange/own-request': { retryable: false },
  // returns
  'returns/gone': { retryable: false },
  'returns/stale': { retryable: false },
  'returns/name-taken': { retryable: false },
  'returns/period-unknown': { retryable: false },
  'returns/template-macros': { retryable: false },
  'returns/template-format': { retryable: false },
  'returns/template-blank': { retryable: false },
  'returns/binding-invalid': { retryable: false },
  'returns/nothing-bound': { retryable: false },
  'returns/changed': { retryable: false },
  'returns/incomplete': { retryable: false },
  'returns/awaiting-review': { retryable: false },
  'returns/own-submission': { retryable: false },
  'returns/reviewed': { retryable: false },
  'returns/reason-missing': { retryable: false },
  // duty
  'duty/gone': { retryable: false },
  'duty/account-unknown': { retryable: false },
  'duty/shift-unknown': { retryable: false },
  'duty/shift-overlap': { retryable: false },
  'duty/nothing-changed': { retryable: false },
  'duty/dates-reversed': { retryable: false },
  'duty/window-long': { retryable: false },
  'duty/beat-unknown': { retryable: false },
  'duty/assignment-overlap': { retryable: false },
  'duty/cover-self': { retryable: false },
  'duty/cover-not-assigned': { retryable: false },
  'duty/cover-needless': { retryable: false },
  'duty/cover-overlap': { retryable: false },
  'duty/acting-past': { retryable: false },
  'duty/acting-long': { retryable: false },
  'duty/deputy-unfit': { retryable: false },
  'duty/acting-overlap': { retryable: false },
  'duty/doors-reversed': { retryable: false },
  'duty/area-unreadable': { retryable: false },
  'duty/area-overlap': { retryable: false },
  'duty/entry-unknown': { retryable: false },
  'duty/entry-other-officer': { retryable: false },
  'duty/entry-outside': { retryable: false },
  'duty/share-twice': { retryable: false },
  'duty/batch-parties': { retryable: false },
  'duty/batch-future': { retryable: false },
  'duty/batch-closed': { retryable: false },
  'duty/batch-not-yours': { retryable: false },
  'duty/sheets-differ': { retryable: false },
  'duty/entry-other-book': { retryable: false },
  'duty/entry-linked': { retryable: false },
  'duty/import-columns': { retryable: false },
  'duty/import-month': { retryable: false },
  'duty/import-sheet': { retryable: false },
  'duty/import-long': { retryable: false },
  'duty/import-empty': { retryable: false },
  'duty/preview-stale': { retryable: false },
  'duty/import-problems': { retryable: false },
  'duty/import-nothing': { retryable: false },
  'duty/import-undone': { retryable: false },
  'duty/undo-conflict': { retryable: false },
  // paper: walk lists
  'paper/gone': { retryable: false },
  'paper/building-unreadable': { retryable: false },
  'paper/no-entries': { retryable: false },
  'paper/too-many': { retryable: false },
  'paper/people': { retryable: false },
  'paper/printed': { retryable: false },
  'paper/ticked': { retryable: false },
  'paper/destroyed': { retryable: false },
  'paper/note-missing': { retryable: false },
  'paper/typed-by-another': { retryable: false },
  'paper/day': { retryable: false },
  'paper/row-stale': { retryable: false },
  'paper/row-filed': { retryable: false },
  'paper/row-problems': { retryable: false },
  // handover
  'handover/gone': { retryable: false },
  'handover/people': { retryable: false },
  'handover/nothing': { retryable: false },
  'handover/item-gone': { retryable: false },
  'handover/reason-missing': { retryable: false },
  'handover/not-yours': { retryable: false },
  'handover/not-signed': { retryable: false },
  'handover/closed': { retryable: false },
  // sync
  'sync/not-enrolled': { retryable: false },
  'sync/address': { retryable: false },
  'sync/code-malformed': { retryable: false },
  'sync/code-refused': { retryable: false },
  'sync/platform-differs': { retryable: false },
  'sync/enrolled': { retryable: false },
  'sync/other-station': { retryable: false },
  'sync/unreachable': { retryable: true },
  'sync/busy': { retryable: true },
  'sync/revoked': { retryable: false },
  'sync/stopped': { retryable: false },
  'sync/start-over': { retryable: false },
  'sync/version': { retryable: false },
  'sync/quarantined': { retryable: false },
  'sync/untrue': { retryable: false },
  'sync/refused': { retryable: false },
  'sync/conflict-gone': { retryable: false },
  'sync/rejected-gone': { retryable: false },
  // linkage
  'linkage/not-ready': { retryable: false },
  'linkage/record-gone': { retryable: false },
  'linkage/same-file': { retryable: false },
  'linkage/reason-missing': { retryable: false },
  'linkage/split-parts': { retryable: false },
  'linkage/act-gone': { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>

export type ErrorCode = keyof typeof errorCodes
export const allErrorCodes = Object.keys(errorCodes) as ErrorCode[]

export const ErrorParam = z.union([z.string().max(200), z.number(), z.boolean(), z.array(z.string().max(200)).max(200)])
export type ErrorParams = Record<string, z.infer<typeof ErrorParam>>

export type RpcError<C extends ErrorCode = ErrorCode> = {
  code: C
  params: ErrorParams
  retryable: boolean
  traceId: string
}

export type Result<T, C extends ErrorCode = ErrorCode> = { ok: true; value: T } | { ok: false; error: RpcError<C> }

export function success<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

/** The failure of a use case. The trace id is filled in by the dispatcher, which also logs it. */
export function failure<C extends ErrorCode>(code: C, params: ErrorParams = {}): { ok: false; error: RpcError<C> } {
  return { ok: false, error: { code, params, retryable: errorCodes[code].retryable, traceId: '' } }
}
