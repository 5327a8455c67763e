import { describe, expect, it } from 'vitest'
import { readReference } from './reference.rules.ts'

describe('the number that a purpose has to name', () => {
  it.each([
    ['P03', '2026112100000001', 'incident', '2026112100000001'],
    ['P03', 'JCJ 2026 1121 00000001', 'incident', '2026112100000001'],
    ['P03', 'ｊｑ－２０２６－１５', 'other', 'JQ-2026-15'],
    ['P03', 'A9901020000002026110001', 'other', 'A9901020000002026110001'],
    ['P03', 'L09-2026-000012', 'entry', 'L09-2026-000012'],
    ['P04', 'l07-2026-000012', 'entry', 'L07-2026-000012'],
    ['P05', 'YH-2026-3', 'other', 'YH-2026-3'],
    ['P06', 'MZ20260000001', 'other', 'MZ20260000001'],
    ['P07', 'CC-2026-2', 'other', 'CC-2026-2'],
  ] as const)('%s takes %s', (purpose, text, kind, number) =>
    expect(readReference(purpose, text)).toEqual({ kind, number }),
  )

  it.each([
    ['P03', '123'],
    ['P03', '没有编号'],
    ['P03', 'YH-2026-3'],
    ['P03', 'L06-2026-000012'],
    ['P03', '2026133100000001'],
    ['P04', 'L09-2026-000012'],
    ['P05', '2026112100000001'],
    ['P06', 'L07-2026-000012'],
    ['P07', 'JQ-2026-15'],
    ['P06', '990102199003051234'],
  ] as const)('%s does not take %s', (purpose, text) => expect(readReference(purpose, text)).toBeNull())
})
