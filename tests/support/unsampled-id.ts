import { isSampled } from '../../src-core/features/ledger/review.rules.ts'
import { uuidv7 } from '../../src-core/uuid.ts'

/** An id whose entry is not looked at by another: one in twenty would be, and a test that is not about it would see a review. */
export function unsampledId(nowMs: number): string {
  const id = uuidv7(nowMs)
  return isSampled(id) ? unsampledId(nowMs) : id
}
