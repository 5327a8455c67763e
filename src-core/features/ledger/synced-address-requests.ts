import { account, column, maybe, plainRows, text } from '../sync/plain-rows.ts'

/** Standard addresses that were asked for. Two PCs can ask for the same one: the first request is shown, its answer is for both. */
export const syncedAddressRequests = plainRows({
  name: 'address_requests',
  id: 'request_id',
  columns: [
    text('address', 'address'),
    text('note', 'note'),
    account('asked_by', 'askedBy'),
    text('asked_at', 'askedAt'),
    maybe('answer', 'answer'),
    column('answered_by', 'answeredBy', 'account-or-nothing'),
    maybe('answered_at', 'answeredAt'),
  ],
  twins: { same: ['address'], made: 'asked_at', ended: 'answered_at', others: 'hide' },
})
