import { describe, expect, it } from 'vitest'
import { passphraseProblem } from './passphrase.rules.ts'

describe('a passphrase', () => {
  it('of ten letters or five Chinese characters is long enough', () => {
    expect(passphraseProblem('correct horse', [])).toBeNull()
    expect(passphraseProblem('春江潮水连海', [])).toBeNull()
    expect(passphraseProblem('kurz', [])).toBe('too-short')
    expect(passphraseProblem('春江潮', [])).toBe('too-short')
  })

  it('of one repeated sign, or from every list, is refused', () => {
    expect(passphraseProblem('abababababab', [])).toBe('too-uniform')
    expect(passphraseProblem('1234567890', [])).toBe('well-known')
  })

  it('that is hardly more than the log-in name is refused', () => {
    expect(passphraseProblem('wangneiqin12', ['wangneiqin'])).toBe('contains-name')
    expect(passphraseProblem('wangneiqin and the rain', ['wangneiqin'])).toBeNull()
  })
})
