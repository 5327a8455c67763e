import { column, maybe, plainRows, text } from '../sync/plain-rows.ts'

/** What happened to entries at the systems; what the platform told a system itself, it says without an account. */
export const syncedDeliveries = plainRows({
  name: 'deliveries',
  id: 'delivery_id',
  columns: [
    text('entry_id', 'entry'),
    text('system', 'system'),
    text('act', 'act'),
    text('hash', 'content'),
    text('at', 'at'),
    column('account_id', 'actor', 'account-or-nothing'),
    maybe('batch', 'batch'),
    maybe('receipt', 'receipt'),
    maybe('reason', 'reason'),
    maybe('typed', 'typed'),
  ],
})
