import { periodById, periodKind, type Period } from '../../../src-domain/periods/periods.ts'

/** The period with this id; undefined for what is none. */
export function periodOf(kind: string, id: string): Period | undefined {
  const found = periodKind(kind)
  return found === undefined ? undefined : periodById(found, id)
}
