import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceRecordId, SubjectId } from '../../src-contract/ids.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { followLinks, type FollowHost } from '../../src-core/features/linkage/follow-links.service.ts'
import { fullRun, type RunHost } from '../../src-core/features/linkage/full-run.service.ts'
import { linkAll } from '../../src-core/features/linkage/link-all.service.ts'
import { runState } from '../../src-core/features/linkage/run-state.ts'
import { watchLinks } from '../../src-core/features/linkage/watch-links.service.ts'
import { queueForLinking } from '../../src-core/features/linkage/queue.ts'
import { inTurn } from '../../src-core/features/sources/in-turn.ts'
import { Bulk } from '../../src-core/store/bulk.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db, ReadDb } from '../../src-core/store/sql.ts'
import { runHost } from '../support/run-host.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

const access = { purpose: 'P02' as const }
let station: TestStation
const db = (): Db => station.core.gate.session?.db as Db
const host = (goOn = () => true): RunHost & FollowHost => runHost(db(), goOn)

/** Every file as the keys of its records: what two stations with equal records have in common. */
function filesNow(): string[] {
  const rows = db()
    .prepare<[], { subject_id: number; key: string }>(
      `SELECT subject_id, system || ' ' || native_id AS key FROM source_records ORDER BY key`,
    )
    .all()
  const files = new Map<number, string[]>()
  for (const { subject_id, key } of rows) files.set(subject_id, [...(files.get(subject_id) ?? []), key])
  return [...files.values()].map((keys) => keys.join(' | ')).sort()
}

function reviewsNow(): string[] {
  return db()
    .prepare<[], { pair: string }>(
      `SELECT min(a.native_id, b.native_id) || ' ' || max(a.native_id, b.native_id) || ' ' || v.reason || ' ' || v.bits AS pair
       FROM linkage_reviews v JOIN source_records a ON a.record_id = v.record_a JOIN source_records b ON b.record_id = v.record_b`,
    )
    .all()
    .map((row) => row.pair)
    .sort()
}

const insertRecord = (system: SystemId, nativeId: string, payload: object, subject: number | null = null): number => {
  const next = (db().prepare<[], { n: number }>('SELECT max(record_id) + 1 AS n FROM source_records').one()?.n ??
    1) as number
  db()
    .prepare<(string | number | Buffer | null)[], never>(
      `INSERT INTO source_records (record_id, system, native_id, version, source_time, received_at, content_hash, payload, subject_id)
       VALUES (?, ?, ?, 1, NULL, '2026-11-20T00:00:00.000Z', ?, ?, ?)`,
    )
    .run(next, system, nativeId, Buffer.from(nativeId), JSON.stringify(payload), subject)
  return next
}
const subjectOf = (recordId: number): number =>
  db()
    .prepare<[number], { subject_id: number }>('SELECT subject_id FROM source_records WHERE record_id = ?')
    .one(recordId)?.subject_id as number

beforeAll(async () => {
  station = await openTestStation({ people: 120, seed: 'linkage' })
  await station.logIn('clerk')
}, 60_000)
afterAll(() => station.close())

describe('linking a station', () => {
  it('is refused to decide before it was run, and says so', async () => {
    expect(orThrow(await station.as('clerk', 'linkage.status', {})).state).toBe('never')
    const early = await station.as('clerk', 'linkage.decide', {
      recordA: 1 as SourceRecordId,
      recordB: 2 as SourceRecordId,
      same: true,
      reason: '同一户',
    })
    expect(early).toMatchObject({ ok: false, error: { code: 'linkage/not-ready' } })
  })

  it('goes on where it was interrupted, and ends as an uninterrupted run does', async () => {
    let slices = 0
    const told: Record<string, number> = {}
    const upwards: boolean[] = []
    // Stopped again and again, after some slices, in every phase.
    for (let runs = 0; runs < 10_000; runs += 1) {
      const until = slices + 60
      if (
        (await fullRun(
          {
            ...host(() => (slices += 1) < until),
            progress: ({ phase, done, total }) => {
              if (phase === 'files') upwards.push(done >= (told[phase] ?? 0), done <= (total ?? 0))
              told[phase] = done
            },
          },
          false,
        )) !== null
      )
        break
    }
    expect(upwards).not.toContain(false)
    expect(told['profiles']).toBe(told['files'])
    const interrupted = { files: filesNow(), reviews: reviewsNow() }
    orThrow(await station.as('clerk', 'linkage.run', { again: true }))
    expect(filesNow()).toEqual(interrupted.files)
    expect(reviewsNow()).toEqual(interrupted.reviews)
    const status = orThrow(await station.as('clerk', 'linkage.status', {}))
    expect(status).toMatchObject({ state: 'ready', queued: 0, phase: null })
    expect(status.reviews.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(10)
  }, 60_000)

  it('leaves as many files to be compared as there are files', async () => {
    const files = db().prepare<[], { n: number }>('SELECT count(*) AS n FROM subjects').one()?.n
    expect(orThrow(await station.as('clerk', 'quality.list', {})).measures.waiting).toBe(files)
  })

  it('has everything committed whenever somebody else gets a turn', async () => {
    const open = station.core.gate.session
    if (!open) throw new Error('nobody is logged in')
    const other = orThrow(openReplica({ dir: dirname(db().file), key: open.key, readonly: true, headerChecked: true }))
    const cursor = (of: ReadDb) => [runState(of).phase, runState(of).cursor]
    let running = true
    const turns: unknown[] = []
    const waiting = (async () => {
      while (running) {
        await inTurn(db(), () => Promise.resolve(void turns.push([cursor(other), cursor(db())])))
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    })()
    const bulk = new Bulk(db(), open.key)
    await linkAll({ db: db(), bulk, again: true, progress: () => undefined, goOn: () => true })
    running = false
    await waiting
    other.close()
    expect(turns.length).toBeGreaterThan(3)
    expect(
      turns.filter((turn) => JSON.stringify((turn as unknown[])[0]) !== JSON.stringify((turn as unknown[])[1])),
    ).toEqual([])
  }, 60_000)

  it('brings calls and grid records into the files of people, where they are found and shown', async () => {
    const mixed = db()
      .prepare<[], { subject_id: number; n: number }>(
        `SELECT subject_id, count(DISTINCT system) AS n FROM source_records GROUP BY subject_id ORDER BY n DESC LIMIT 1`,
      )
      .one()
    expect(mixed?.n).toBeGreaterThan(3)
    const subjectId = mixed?.subject_id as SubjectId
    const file = orThrow(await station.as('clerk', 'lookup.open', { subjectId, ...access }))
    expect(file.about).toBe('person')
    expect(file.columns.filter(({ state }) => state === 'found').length).toBeGreaterThan(2)
    const { links } = orThrow(await station.as('clerk', 'linkage.evidence', { subjectId, ...access }))
    expect(links.length).toBeGreaterThan(2)
    for (const link of links) expect(link.evidence.length).toBeGreaterThan(0)
  })

  it('following single records leaves what a full run over all of them leaves', async () => {
    const known = db()
      .prepare<[], { payload: string }>(
        `SELECT payload FROM source_records WHERE system = 'JZ' AND payload LIKE '%"phone"%' ORDER BY record_id LIMIT 3`,
      )
      .all()
      .map((row) => JSON.parse(row.payload) as Record<string, string>)
    const followed = known.flatMap((one, at) => [
      insertRecord('WG', `G|H${at}|1`, { name: one['name'], phone: one['phone'], address: one['address'] }),
      insertRecord('JCJ', `20261120${at}`, { phone: one['phone'], address: '青年街1号' }),
      insertRecord('MZ', `MZ${at}`, { name: `${one['name']}`, idNumber: one['idNumber'] }),
    ])
    const changed = db()
      .prepare<[], { record_id: number; payload: string }>(
        `SELECT record_id, payload FROM source_records WHERE system = 'WG' ORDER BY record_id LIMIT 2`,
      )
      .all()
    for (const { record_id, payload } of changed) {
      const text = JSON.stringify({
        ...(JSON.parse(payload) as object),
        phone: known[0]?.['phone'],
        name: known[0]?.['name'],
      })
      db()
        .prepare<[string, number], never>('UPDATE source_records SET payload = ? WHERE record_id = ?')
        .run(text, record_id)
    }
    db().transaction((tx) => {
      for (const id of [...followed, ...changed.map((row) => row.record_id)]) queueForLinking(tx, id)
    })
    expect(await followLinks(host())).toBe(followed.length + changed.length)
    const afterwards = { files: filesNow(), reviews: reviewsNow() }
    // The same frequency table: only the links are made anew.
    db()
      .exec(`UPDATE linkage_records SET component = NULL; UPDATE linkage_state SET value = 'files' WHERE name = 'phase';
      UPDATE linkage_state SET value = '0' WHERE name = 'cursor'`)
    await fullRun(host(), false)
    expect(filesNow()).toEqual(afterwards.files)
    expect(reviewsNow()).toEqual(afterwards.reviews)
    expect(subjectOf(followed[2] as number)).toBe(subjectOf(followed[0] as number))
  }, 30_000)
})

describe('what a person decides', () => {
  it('joins two files at once, holds for records that come later, and is undone', async () => {
    const { items } = orThrow(await station.as('clerk', 'linkage.reviews', { ...access, reason: 'name-and-place' }))
    const item = items[0]
    if (!item) throw new Error('nothing to review')
    expect(item.evidence.map(({ field }) => field)).toEqual(expect.arrayContaining(['name', 'place']))
    expect(JSON.stringify(item)).not.toMatch(/"\d{17}[\dX]"|"129\d{8}"/)
    const { recordId: a } = item.a
    const { recordId: b } = item.b
    const before = filesNow()
    const decided = orThrow(
      await station.as('clerk', 'linkage.decide', { recordA: a, recordB: b, same: true, reason: '走访核实' }),
    )
    expect(decided.subjectA).toBe(decided.subjectB)
    expect(orThrow(await station.as('clerk', 'linkage.reviews', { ...access })).items).not.toContainEqual(
      expect.objectContaining({ reviewId: item.reviewId }),
    )
    const again = await station.as('clerk', 'linkage.decide', { recordA: a, recordB: b, same: true, reason: '再来' })
    expect(again).toMatchObject({ ok: false, error: { code: 'linkage/same-file' } })
    orThrow(await station.as('clerk', 'linkage.run', { again: true }))
    expect(subjectOf(a)).toBe(subjectOf(b))
    orThrow(await station.as('clerk', 'linkage.undo', { actId: decided.actId, reason: '认错了' }))
    expect(subjectOf(a)).not.toBe(subjectOf(b))
    expect(filesNow()).toEqual(before)
  }, 30_000)

  it('takes a pair off the list when it is not the same person', async () => {
    const { items } = orThrow(await station.as('clerk', 'linkage.reviews', { ...access }))
    const item = items[0]
    if (!item) throw new Error('nothing to review')
    const pair = { recordA: item.a.recordId, recordB: item.b.recordId, same: false }
    expect(await station.as('clerk', 'linkage.decide', { ...pair, reason: ' ' })).toMatchObject({
      ok: false,
      error: { code: 'linkage/reason-missing' },
    })
    orThrow(await station.as('clerk', 'linkage.decide', { ...pair, reason: '同名的邻居' }))
    const left = orThrow(await station.as('clerk', 'linkage.reviews', { ...access, limit: 50 })).items
    const sides = left.map(({ a, b }) => [a.subjectId, b.subjectId].sort().join(' '))
    expect(sides).not.toContain([item.a.subjectId, item.b.subjectId].sort().join(' '))
  })

  it('splits a file, and a later decision that they are one person stands above it', async () => {
    const rows = db()
      .prepare<[], { subject_id: number }>(
        `SELECT subject_id FROM source_records GROUP BY subject_id HAVING count(*) BETWEEN 4 AND 8 LIMIT 1`,
      )
      .all()
    const subjectId = rows[0]?.subject_id as SubjectId
    const records = db()
      .prepare<[number], { record_id: SourceRecordId }>('SELECT record_id FROM source_records WHERE subject_id = ?')
      .all(subjectId)
      .map((row) => row.record_id)
    const leaving = records.slice(0, 1) as SourceRecordId[]
    const staying = records[1] as SourceRecordId
    const reason = '不是同一人'
    expect(await station.as('officer', 'linkage.split', { subjectId, recordIds: records, reason })).toMatchObject({
      ok: false,
      error: { code: 'linkage/split-parts' },
    })
    orThrow(await station.as('officer', 'linkage.split', { subjectId, recordIds: leaving, reason }))
    expect(subjectOf(leaving[0] as number)).not.toBe(subjectOf(staying))
    const joined = orThrow(
      await station.as('officer', 'linkage.decide', {
        recordA: leaving[0] as SourceRecordId,
        recordB: staying,
        same: true,
        reason: '补充材料证明',
      }),
    )
    expect(subjectOf(leaving[0] as number)).toBe(subjectOf(staying))
    const about = orThrow(await station.as('officer', 'linkage.evidence', { subjectId: joined.subjectA, ...access }))
    expect(about.acts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['must', 'cannot']))
    orThrow(await station.as('officer', 'linkage.undo', { actId: joined.actId, reason: '材料有误' }))
    expect(subjectOf(leaving[0] as number)).not.toBe(subjectOf(staying))
  }, 20_000)

  it('stands in the audit trail without anybody’s data', () => {
    const actions = db()
      .prepare<[], { action: string; detail: string | null }>(
        `SELECT action, detail FROM audit_log WHERE action IN ('link-run', 'link-decide', 'link-undo')`,
      )
      .all()
    expect(new Set(actions.map(({ action }) => action))).toEqual(new Set(['link-run', 'link-decide', 'link-undo']))
    expect(actions.map(({ detail }) => detail).join(' ')).not.toMatch(/[\u4e00-\u9fff]|\d{11}/)
  })
})

it('a station that was just loaded is linked by itself behind the log-in, and goes on after a lock', async () => {
  const fresh = await openTestStation({ people: 40, seed: 'fresh' })
  try {
    const watch = async (until: (status: { state: string; finishedAt: string | null }) => boolean): Promise<void> => {
      await fresh.logIn('clerk')
      let told = 0
      const watching = watchLinks(fresh.core.gate, () => (told += 1))
      await expect
        .poll(async () => until(orThrow(await fresh.call('linkage.status', {}))), { timeout: 30_000, interval: 5 })
        .toBe(true)
      await fresh.core.gate.close()
      void watching
    }
    await watch(({ state }) => state === 'running')
    await watch(({ state, finishedAt }) => state === 'ready' && finishedAt !== null)
    const { rows } = orThrow(await fresh.as('auditor', 'audit.list', { actions: ['link-run'], limit: 5 }))
    expect(rows.map(({ result }) => result)).toEqual(['ok'])
  } finally {
    await fresh.close()
  }
}, 60_000)
