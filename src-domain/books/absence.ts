import { declaredMissing } from '../../src-contract/books.ts'
import { statedAbsence } from '../identifiers/stated-absence.ts'

export type DeclaredMissing = 'not-provided' | 'not-verifiable' | 'not-applicable'

const declared: ReadonlySet<string> = new Set(declaredMissing)

/** Whether a settled value says that there is none: 未提供, 无法核实, 不适用. */
export function isDeclaredMissing(value: string): value is DeclaredMissing {
  return declared.has(value)
}

/** What was declared, by its code or in words; null for a value, and for 不详 and the like, which say nothing. */
export function declaredIn(text: string): DeclaredMissing | null {
  const trimmed = text.trim()
  if (isDeclaredMissing(trimmed)) return trimmed
  switch (statedAbsence(trimmed)) {
    case 'not-provided':
      return 'not-provided'
    case 'unverifiable':
      return 'not-verifiable'
    case 'not-applicable':
      return 'not-applicable'
    default:
      return null
  }
}
