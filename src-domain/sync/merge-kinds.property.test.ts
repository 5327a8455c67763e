import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fields, FieldValue } from '../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { judgeMutation, type HeldRow, type Judgement } from './merge.rules.ts'
import { rulesOf } from './tables.ts'

/** What somebody sends of a row of which they saw this version, and no values. */
type Sent = { readonly op: 'put' | 'delete'; readonly baseVer: number; readonly fields: Fields }

function judge(table: string, held: HeldRow | undefined, { op, baseVer, fields }: Sent): Judgement {
  const changes = Object.entries(fields).map(([field, value]) => [field, { base: null, value }] as const)
  return judgeMutation(
    held,
    { op, baseVer, fields: Object.fromEntries(changes) } as unknown as Mutation,
    rulesOf(table),
  )
}

/** The row behind all of them, and what each was told. */
function judgeAll(table: string, all: readonly Sent[]): { held: HeldRow | undefined; told: Judgement[] } {
  let held: HeldRow | undefined
  const told: Judgement[] = []
  for (const sent of all) {
    const judged = judge(table, held, sent)
    told.push(judged)
    if (judged.status === 'conflict' || judged.status === 'rejected' || judged.does === 'nothing') continue
    const ver = (held?.ver ?? 0) + 1
    held = {
      ver,
      fields: judged.does === 'put' ? judged.fields : {},
      deleted: judged.does === 'delete',
      identityVer: 0,
    }
  }
  return { held, told }
}

const text = fc.constantFrom('a', 'b', 'c')
const row = fc.record({ one: text, two: fc.option(text) })
const logs = [
  'entry_versions',
  'entry_changes',
  'entry_events',
  'event_changes',
  'entry_warnings',
  'event_warnings',
  'entry_links',
  'return_templates',
]

describe('a log', () => {
  it('keeps each row as it was written first, and refuses what would change it', () => {
    const sent = fc.record({
      op: fc.constantFrom('put', 'put', 'put', 'delete'),
      baseVer: fc.nat({ max: 2 }),
      fields: row,
    })
    fc.assert(
      fc.property(fc.constantFrom(...logs), row, fc.array(sent, { maxLength: 8 }), (table, first, later) => {
        const { held, told } = judgeAll(table, [{ op: 'put', baseVer: 0, fields: first }, ...(later as Sent[])])
        expect(held).toMatchObject({ ver: 1, fields: first, deleted: false })
        for (const [at, judged] of told.slice(1).entries()) {
          const again = later[at]?.op === 'put' && later[at].baseVer === 0 && same(later[at].fields, first)
          expect(judged).toEqual(
            again ? { status: 'merged', does: 'nothing' } : { status: 'rejected', reason: 'append-only' },
          )
        }
      }),
    )
  })
})

const same = (one: Fields, other: Fields): boolean => Object.keys(one).every((field) => one[field] === other[field])

describe('what systems say of their records', () => {
  it('ends with the newest in whatever order and however often it comes, and from wherever', () => {
    const said = fc.record({ sourceTime: fc.nat({ max: 4 }).map((n) => `2026-03-0${n + 1}`), contentHash: text })
    const all = fc.uniqueArray(said, {
      minLength: 1,
      maxLength: 6,
      selector: ({ sourceTime, contentHash }) => `${sourceTime} ${contentHash}`,
    })
    const shuffled = all.chain((each) =>
      fc.tuple(fc.constant(each), fc.shuffledSubarray([...each, ...each], { minLength: each.length * 2 })),
    )
    fc.assert(
      fc.property(
        shuffled,
        fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 }),
        ([each, order], versions) => {
          const sent = order.map((fields, at) => ({
            op: 'put' as const,
            baseVer: at === 0 ? 0 : (versions[at] ?? 0),
            fields,
          }))
          const newest = each.toSorted((a, b) => (key(a) < key(b) ? 1 : -1))[0]
          const { held, told } = judgeAll('source_records', sent)
          expect(held?.fields).toEqual(newest)
          expect(told.every(({ status }) => status === 'applied' || status === 'merged')).toBe(true)
        },
      ),
    )
  })
})

const key = ({ sourceTime, contentHash }: { sourceTime: string; contentHash: string }): string =>
  `${sourceTime}|${contentHash}`

describe('what only the platform writes', () => {
  it('is refused from whoever else sends it', () => {
    const heldBefore = fc.option(
      fc.record({
        ver: fc.integer({ min: 1, max: 3 }),
        fields: row,
        deleted: fc.boolean(),
        identityVer: fc.constant(0),
      }),
      { nil: undefined },
    )
    fc.assert(
      fc.property(
        fc.constantFrom('conflicts', 'directory', 'documents'),
        heldBefore,
        row,
        fc.nat({ max: 3 }),
        fc.constantFrom('put', 'delete'),
        (table, held, fields, baseVer, op) => {
          expect(judge(table, held, { op, baseVer, fields })).toEqual({ status: 'rejected', reason: 'read-only' })
        },
      ),
    )
  })
})

describe('a return that was handed in', () => {
  const handedIn = { filler: 'clerk', sha256: 'f'.repeat(64) }
  const decision = fc.record({
    decision: fc.constantFrom('sent', 'returned', 'burnt'),
    reviewer: fc.constantFrom('clerk', 'chief', 'deputy'),
    reviewedAt: fc.constantFrom('08:00', '09:00'),
    reason: fc.constantFrom('', 'so'),
  })
  const some = fc.record({
    whole: decision,
    left: fc.subarray(['decision', 'reviewer', 'reviewedAt', 'reason'] as const),
  })

  it('has the first right decision, whole, and nothing of any other', () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 5 }), (decisions) => {
        const sent = decisions.map(({ whole, left }) =>
          Object.fromEntries(Object.entries(whole).filter(([field]) => !left.includes(field as never))),
        )
        const isRight = (one: Record<string, FieldValue>): boolean =>
          Object.keys(one).length === 4 &&
          one['decision'] !== 'burnt' &&
          one['reviewer'] !== 'clerk' &&
          !(one['decision'] === 'returned' && one['reason'] === '')
        const puts = sent.map((fields) => ({ op: 'put' as const, baseVer: 1, fields }))
        const { held } = judgeAll('return_submissions', [{ op: 'put', baseVer: 0, fields: handedIn }, ...puts])
        expect(held?.fields).toEqual({ ...handedIn, ...sent.find(isRight) })
      }),
    )
  })
})
