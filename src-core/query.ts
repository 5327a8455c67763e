import type { Schema } from '../db/schema.ts'
import { createBuilder } from './store/sql.ts'

/** The typed query builder over the replica's schema. It only compiles: `db.all(q.selectFrom('entries')...)`. */
export const q = createBuilder<Schema>()
