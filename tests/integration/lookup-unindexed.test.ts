import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InputOf, OutputOf } from '../../src-contract/contract.ts'
import type { Progress } from '../../src-contract/rpc.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { idOf, jcj, jz, mz, openStationWith, under, wg, wy, yj, zj } from '../support/lookup-records.ts'
import { pdfText } from '../support/pdf-text.ts'
import { orThrow, type TestStation } from '../support/station.ts'

// What a new PC has in its first minutes: all records, and no index that leads to any of them.

const zheng = idOf('19830706')
const other = idOf('19900101', '456')
const records = [
  jz('郑明珠', {
    idNumber: zheng,
    phone: '13912345678',
    address: '云渚省澄湾市东渚区望湖街道东渡西路9号福源雅筑4号楼2单元302室',
  }),
  mz('郑明珠', { idNumber: zheng }),
  zj('郑明珠', { idNumber: `${zheng.slice(0, 6)}${zheng.slice(8, 17)}`, address: '福源雅筑4幢2-302' }),
  wg('张　伟', { phone: '138-2233-5678', address: '东渡西路9号福源雅筑5栋1单元101' }),
  wy('罗 小 敏', { estate: '福源雅筑', building: '4号楼', unit: '2单元', room: '302', plate: '云A·8K729' }),
  yj('澄湾市好再来餐饮店', { uscc: '92990102MA0000001X', address: '东渡西路11号' }),
  jcj({ incidentNumber: '20261120000017', name: '孙丽', phone: '0999-7654321', address: '东渡西路13号' }),
  jz('張偉民', { idNumber: other, address: '澄湾市东渚区明珠路3号' }),
]

let station: TestStation
const db = (): Db => {
  const open = station.core.gate.session?.db
  if (!open) throw new Error('nobody is logged in')
  return open
}
const waiting = (): number => db().prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0

/** As the records of a snapshot stand: stored, queued, and nothing derived of them. */
function forgetIndex(): void {
  db()
    .exec(`DELETE FROM subject_search; DELETE FROM subject_keys; UPDATE source_records SET subject_id = NULL; DELETE FROM subjects;
    INSERT OR IGNORE INTO index_queue (record_id) SELECT record_id FROM source_records`)
}

type Further = OutputOf<'lookup.searchUnindexed'>
type Asked = Partial<Omit<InputOf<'lookup.searchUnindexed'>, 'text'>>

async function now(text: string, more: Asked = {}) {
  return orThrow(await station.as('clerk', 'lookup.search', { text, purpose: 'P02', ...more }))
}
async function further(text: string, more: Asked = {}): Promise<Further> {
  return orThrow(await station.as('clerk', 'lookup.searchUnindexed', { text, purpose: 'P02', ...more }))
}
const seen = ({ answer }: Further) =>
  answer.hits.map(({ records, systems }) => ({ records, systems: [...systems].sort() }))

beforeAll(async () => {
  station = await openStationWith(records)
})
beforeEach(async () => {
  await station.logIn('clerk')
  forgetIndex()
})
afterAll(() => station.close())

describe('somebody whose records are not in the search index', () => {
  it('is no "not found": the first answer says how many records it did not ask', async () => {
    const found = await now('郑明珠')
    expect([found.total, found.unindexed]).toEqual([0, records.length])
    const typing = orThrow(await station.as('clerk', 'lookup.search', { text: '郑明', purpose: 'P02', settled: false }))
    expect(typing.unindexed).toBeNull()
  })

  // P02 opens nothing of MZ.
  const whole = { records: 2, systems: ['JZ', 'ZJ'] }
  const cases: [string, string, Asked, { records: number; systems: string[] }[]][] = [
    ['a whole ID number', zheng, {}, [whole]],
    ['the beginning of an ID number', zheng.slice(0, 14), { kind: 'id' }, [whole]],
    ['the last four of an ID number', zheng.slice(-4), { kind: 'id' }, [whole]],
    ['an ID number as it was before 2000', `${zheng.slice(0, 6)}${zheng.slice(8, 17)}`, {}, [whole]],
    ['a name', '郑明珠', {}, [whole]],
    ['a part of a name', '明珠', { kind: 'name' }, [whole]],
    ['a name written with a blank', '张伟', {}, [{ records: 1, systems: ['WG'] }]],
    ['a name in traditional characters', '張偉民', {}, [{ records: 1, systems: ['JZ'] }]],
    ['a mobile number', '13912345678', {}, [whole]],
    ['a mobile number written with dashes', '13822335678', {}, [{ records: 1, systems: ['WG'] }]],
    ['the last four of a phone', '5678', { kind: 'phone' }, [whole, { records: 1, systems: ['WG'] }]],
    ['a plate', '云A8K729', {}, [{ records: 1, systems: ['WY'] }]],
    ['a home by its words', '福源雅筑4号楼2单元302室', {}, [whole, { records: 1, systems: ['WY'] }]],
    ['a home in another spelling', '福源雅筑4栋2-302', {}, [whole, { records: 1, systems: ['WY'] }]],
    ['a home without its compound', '4栋2单元302', {}, [whole, { records: 1, systems: ['WY'] }]],
  ]
  it.each(cases)('is found by %s, with the whole file', async (_, text, more, wanted) => {
    const found = await further(text, more)
    expect(seen(found).sort((a, b) => b.records - a.records)).toEqual(wanted)
    expect(found).toMatchObject({ way: 'words', all: true })
    expect(found.answer.unindexed).toBe(waiting())
    // From now on it is an ordinary question.
    expect((await now(text, more)).total).toBe(wanted.length)
  })

  it('is found by an incident number, a credit code and the name of a shop where the purpose opens them', async () => {
    expect(seen(await further('20261120000017', under('P03')))).toEqual([{ records: 1, systems: ['JCJ'] }])
    expect(seen(await further('92990102MA0000001X', { ...under('P05'), kind: 'uscc' }))).toEqual([
      { records: 1, systems: ['YJ'] },
    ])
    forgetIndex()
    expect(seen(await further('好再来餐饮店', under('P05')))).toEqual([{ records: 1, systems: ['YJ'] }])
  })

  it('is not found by its sound, and the answer says that it was not asked for', async () => {
    const sound = await further('zhengmingzhu')
    expect(sound).toMatchObject({ way: 'sound', taken: 0, answer: { total: 0, unindexed: records.length } })
  })

  it('is found beside those who are in the index already', async () => {
    await finishIndexing(db())
    expect((await now('郑明珠')).hits[0]?.records).toBe(whole.records)
    db().exec(`INSERT INTO source_records (record_id, system, native_id, version, received_at, content_hash, payload)
      SELECT 1000, system, 'R1000', 1, received_at, content_hash, json_set(payload, '$.name', '郑明珠', '$.idNumber', '${other}')
      FROM source_records WHERE record_id = 1; INSERT INTO index_queue (record_id) VALUES (1000)`)
    const found = await further('郑明珠')
    expect([found.taken, found.answer.total, found.answer.unindexed]).toEqual([1, 2, 0])
    db().exec('DELETE FROM source_records WHERE record_id = 1000')
  })

  it('is found with what came of its file and only waits to be described', async () => {
    // As in the middle of the work on the whole queue: subjects are there, and nothing leads to them.
    await finishIndexing(db())
    db().exec(`DELETE FROM subject_search; DELETE FROM subject_keys;
      INSERT OR IGNORE INTO index_queue (record_id) SELECT record_id FROM source_records`)
    expect(seen(await further('13912345678'))).toEqual([whole])
    expect(waiting()).toBe(records.length - 3)
  })

  it('is where the work on the whole queue would have put it', async () => {
    const files = (): object[] =>
      db()
        .prepare<[], object>(
          `SELECT s.about, s.id_number, s.name, s.records, s.systems,
             (SELECT group_concat(r.record_id, ' ' ORDER BY r.record_id) FROM source_records r WHERE r.subject_id = s.subject_id) AS of,
             (SELECT group_concat(kind || value, ' ' ORDER BY kind, value) FROM subject_keys k WHERE k.subject_id = s.subject_id) AS keys,
             (SELECT names || places FROM subject_search WHERE rowid = s.subject_id) AS text
           FROM subjects s ORDER BY of`,
        )
        .all()
    await finishIndexing(db())
    const wanted = files()
    forgetIndex()
    // Both at once.
    await Promise.all([further('福源雅筑4号楼2单元302室'), finishIndexing(db())])
    await finishIndexing(db())
    expect(files()).toEqual(wanted)
  })
})

describe('what a purpose closes', () => {
  it('finds nobody among the records that wait, and they go on waiting', async () => {
    // The dispute desk opens JCJ, WG and of JZ the identity: no phone of JZ, and nothing of ZJ.
    const phone = await further('13912345678', under('P04'))
    expect([phone.answer.total, phone.taken]).toEqual([0, 0])
    const incident = await further('孙丽', { purpose: 'P02' })
    expect([incident.answer.total, incident.taken]).toEqual([0, 0])
    expect(waiting()).toBe(records.length)
    const plate = await further('云A8K729', under('P03'))
    expect(plate).toMatchObject({ way: 'closed', taken: 0, answer: { total: 0 } })
  })

  it('shows of a file that was found only what it opens', async () => {
    const { answer } = await further('郑明珠', under('P06'))
    expect(answer.hits).toMatchObject([{ name: '郑*', systems: ['JZ', 'MZ'], phone: null }])
    expect(answer.systems.find(({ system }) => system === 'ZJ')?.state).toBe('denied')
  })

  it("under a resident's own request takes a whole ID number alone, and then opens that file", async () => {
    const part = await station.as('clerk', 'lookup.searchUnindexed', { text: '郑明珠', purpose: 'P09' })
    expect(part).toMatchObject({ ok: false, error: { code: 'access/whole-id-needed' } })
    const { answer } = await further(zheng, { purpose: 'P09' })
    expect(answer.hits).toMatchObject([{ records: 3 }])
    const file = orThrow(
      await station.as('clerk', 'lookup.open', { subjectId: answer.hits[0]!.subjectId, purpose: 'P09' }),
    )
    expect(file.columns.filter(({ records: of }) => of.length > 0).map(({ system }) => system)).toEqual([
      'JZ',
      'MZ',
      'ZJ',
    ])
    expect(file.unindexed).toBe(records.length - 3)
    const of = { subjectId: answer.hits[0]!.subjectId }
    const paper = orThrow(await station.as('clerk', 'lookup.print', { of, purpose: 'P09' }))
    expect(pdfText(paper.pdf)).toContain(`还有 ${records.length - 3} 条记录没有编入查询索引`)
    await finishIndexing(db())
    const whole = orThrow(await station.as('clerk', 'lookup.print', { of, purpose: 'P09' }))
    expect(pdfText(whole.pdf)).not.toContain('没有编入查询索引')
  })

  it('needs the number that its work has', async () => {
    const refused = await station.as('clerk', 'lookup.searchUnindexed', { text: '孙丽', purpose: 'P03' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'access/reference-required' } })
  })
})

describe('the trail', () => {
  const questions = async () =>
    orThrow(await station.as('auditor', 'audit.list', { actions: ['search'], limit: 500 })).rows.filter(
      ({ result }) => result !== 'session',
    )

  it('has one row for a question, and another only where people are shown whom it does not name', async () => {
    const before = (await questions()).length
    await now('罗小敏')
    await further('罗小敏')
    const [added, asked, ...earlier] = await questions()
    expect(earlier.length).toBe(before)
    expect([asked?.result, added?.result]).toEqual(['ok', 'added'])
    expect(asked?.detail).toMatchObject({ hits: 0, subjects: '' })
    expect(added?.detail).toMatchObject({ hits: 1, question: asked?.detail.question })
    expect(added?.detail.subjects).not.toBe('')

    await station.logIn('clerk')
    await now('罗小敏')
    await further('罗小敏')
    await now('没有这个人')
    await further('没有这个人')
    expect((await questions()).length).toBe(before + 4)
  })
})

describe('looking through', () => {
  it('says how far it is, and ends with the question: nothing is taken in for one that was called off', async () => {
    const stop = new AbortController()
    const told: Progress[] = []
    const result = await station.core.dispatcher.dispatch({
      method: 'lookup.searchUnindexed',
      input: { text: '郑明珠', purpose: 'P02' },
      signal: stop.signal,
      progress: (progress) => {
        told.push(progress)
        stop.abort()
      },
    })
    expect(result).toMatchObject({ ok: false, error: { code: 'rpc/cancelled' } })
    expect(told).toEqual([{ phase: 'looking', done: records.length, total: records.length }])
    expect(waiting()).toBe(records.length)
  })

  it('ends when somebody locks, and the records go on waiting for the next who logs in', async () => {
    const asked = station.core.dispatcher.dispatch({
      method: 'lookup.searchUnindexed',
      input: { text: '郑明珠', purpose: 'P02' },
      progress: () => void station.core.gate.close(),
    })
    expect(await asked).toMatchObject({ ok: false, error: { code: 'core/reader-restarted' } })
    await station.logIn('clerk')
    expect(waiting()).toBe(records.length)
    expect((await further('郑明珠')).answer.total).toBe(1)
  })

  it('says where more hold the words than were taken in', async () => {
    const more = Array.from(
      { length: 320 },
      (_, n) => `(${2000 + n}, 'WG', 'G${n}', 1, '2026-11-20T00:00:00.000Z', x'00',
      '{"name":"牛大${String.fromCodePoint(0x4e10 + n)}"}')`,
    )
    db().exec(`INSERT INTO source_records (record_id, system, native_id, version, received_at, content_hash, payload)
      VALUES ${more.join()}; INSERT INTO index_queue (record_id) SELECT record_id FROM source_records WHERE record_id >= 2000`)
    const found = await further('牛大', { kind: 'name' })
    expect(found).toMatchObject({ taken: 300, all: false, answer: { unindexed: records.length + 20 } })
    expect(found.answer.total).toBe(300)
  })
})
