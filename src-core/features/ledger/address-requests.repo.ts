import type { AddressRequest } from '../../../src-contract/features/ledger-addresses.contract.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

type Row = Omit<AddressRequest, 'state'>

const selectSql = `SELECT r.request_id AS requestId, r.address, r.note, a.name AS askedBy, r.asked_at AS askedAt, r.answer,
    b.name AS answeredBy, r.answered_at AS answeredAt
  FROM address_requests AS r JOIN accounts AS a ON a.account_id = r.asked_by
  LEFT JOIN accounts AS b ON b.account_id = r.answered_by`

const mostListed = 500

/** Open ones first, then the newest. */
export function listRequests(db: ReadDb): AddressRequest[] {
  return db
    .prepare<[], Row>(`${selectSql} ORDER BY r.answered_at IS NOT NULL, r.asked_at DESC LIMIT ${mostListed}`)
    .all()
    .map(requestOf)
}

export function newestRequestOf(db: ReadDb, address: string): AddressRequest | undefined {
  return db
    .prepare<[string], Row>(`${selectSql} WHERE r.address = ? ORDER BY r.asked_at DESC LIMIT 1`)
    .all(address)
    .map(requestOf)[0]
}

export function insertRequest(
  tx: WriteDb,
  request: { id: string; address: string; note: string; by: string; at: string },
): void {
  tx.prepare<SqlValue[], never>(
    'INSERT INTO address_requests (request_id, address, note, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)',
  ).run(request.id, request.address, request.note, request.by, request.at)
}

/** The entries were brought to a standard address by an act. */
export function answerRequest(
  tx: WriteDb,
  address: string,
  answer: { text: string; by: string; at: string; act: string },
): void {
  tx.prepare<SqlValue[], never>(
    `UPDATE address_requests SET answer = ?, answered_by = ?, answered_at = ?, answered_act = ?
     WHERE address = ? AND answered_at IS NULL`,
  ).run(answer.text, answer.by, answer.at, answer.act, address)
}

/** The act was taken back: what it answered is open again, unless it was asked again since. */
export function reopenRequests(tx: WriteDb, actId: string): void {
  tx.prepare<[string], never>(
    `UPDATE address_requests AS r SET answer = NULL, answered_by = NULL, answered_at = NULL, answered_act = NULL
     WHERE r.answered_act = ? AND NOT EXISTS (
       SELECT 1 FROM address_requests AS o WHERE o.address = r.address AND o.answered_at IS NULL)`,
  ).run(actId)
}

function requestOf(row: Row): AddressRequest {
  return { ...row, state: row.answeredAt === null ? 'open' : 'answered' }
}
