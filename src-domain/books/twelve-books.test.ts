import { describe, expect, test } from 'vitest'
import { bookSamples } from '../../tests/support/book-samples.ts'
import { completeUscc } from '../identifiers/uscc.ts'
import type { BookSpec, Values } from './book.ts'
import { builtInCalendar } from '../duty/calendar.rules.ts'
import { booksById } from './books.ts'
import { noFacts, type Facts } from './facts.ts'
import { judge } from './judge.ts'
import { judgeStep } from './judge-step.ts'
import { movingOutForm } from './l03-temporary-residents.book.ts'
import { settle } from './settle.ts'

/** A Thursday; 5, 6, 9, 10 March are working days. */
const today = '2026-03-05'
const officer = { accountId: 'officer-1', staffKind: 'officer', active: true, beats: ['B01'] }
const facts: Facts = {
  ...noFacts(today),
  staff: [officer, { ...officer, accountId: 'officer-2' }, { ...officer, accountId: 'helper-1' }],
  beats: ['B01'],
  fictitious: { divisions: ['99'], phonePrefixes: ['129'] },
}
const samples = bookSamples({ officer: 'officer-1', another: 'officer-2', today })
const other = { number: 'L00-2026-000001', occurredOn: '2026-03-01' }

function book(id: string): BookSpec {
  const found = booksById.get(id)
  if (found === undefined) throw new Error(`no book ${id}`)
  return found
}

const dues = (id: string, state: string, values: Values) => book(id).dues(state, values, builtInCalendar)

/** Values of the sample with some typed otherwise; null takes one away. */
function typed(id: string, changes: Readonly<Record<string, string | null>> = {}): Values {
  const fields = { ...samples[id]?.fields, ...changes }
  const given = Object.fromEntries(Object.entries(fields).filter((one): one is [string, string] => one[1] !== null))
  return settle(book(id), given, today)
}

function filing(
  id: string,
  changes: Readonly<Record<string, string | null>> = {},
  more: Partial<Facts> = {},
): string[] {
  return judge(book(id), typed(id, changes), { ...facts, ...more }).map((one) => `${one.field} ${one.code}`)
}

function stepping(
  id: string,
  stepId: string,
  given: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string | null>> = {},
  more: Partial<Facts> = {},
): string[] {
  const taken = book(id).definition.transitions.find((one) => one.id === stepId)
  if (taken === undefined) throw new Error(`no step ${stepId}`)
  const values = settle(book(id), given, today)
  return judgeStep(book(id), taken, values, typed(id, before), { ...facts, ...more }).map(
    (one) => `${one.field} ${one.code}`,
  )
}

const sampleStep = (id: string, at: number): Readonly<Record<string, string>> => samples[id]?.path[at]?.fields ?? {}

describe('L01 a beat’s profile', () => {
  test('adds up: a total that is not the sum of the grids is told the sum', () => {
    const found = judge(book('L01'), typed('L01', { population: '1500' }), facts)
    expect(found).toEqual([{ field: 'population', code: 'grids-sum', severity: 'error', params: { sum: 1550 } }])
  })

  test('takes grids as they are pasted from a table and keeps them in one form', () => {
    const pasted = '一网格\t320\t850\t12\r\n\r\n二网格，280，700，8\n'
    expect(typed('L01', { grids: pasted })['grids']).toBe('一网格 320 850 12\n二网格 280 700 8')
    expect(filing('L01', { grids: pasted })).toEqual([])
  })

  test('names the line that is no grid, and a grid that comes twice', () => {
    const bad = judge(book('L01'), typed('L01', { grids: '一网格 1 2 3\n二网格 很多' }), facts)
    expect(bad).toMatchObject([{ field: 'grids', code: 'grid-unreadable', params: { line: 2 } }])
    expect(filing('L01', { grids: '一网格 300 800 10\n一网格 300 750 10' })).toContain('grids grid-twice')
  })

  test('says nothing of single people', () => {
    expect(filing('L01', { remarks: '联系 129 1234 5678' })).toEqual(['remarks personal-data'])
    expect(filing('L01', { remarks: '王某 99010219850612001X' })).toEqual(['remarks personal-data'])
  })

  test('is there once a year and beat, of a year near the day on which it is compiled', () => {
    expect(filing('L01', {}, { sameUnique: [[other]] })).toEqual(['year profile-exists'])
    expect(filing('L01', { year: '2020' })).toEqual(['year out-of-range'])
  })

  test('is due for review by the end of the quarter after the last', () => {
    const on = (values: Values) => dues('L01', 'current', values)[0]?.on
    expect(on(typed('L01'))).toBe('2026-06-30')
    expect(on({ ...typed('L01'), reviewedOn: '2026-11-20' })).toBe('2027-03-31')
    expect(dues('L01', 'superseded', typed('L01'))).toEqual([])
  })

  test('waits for a second person', () => expect(book('L01').definition.review).toBe('required'))
})

describe('L02 a resident', () => {
  test('who is registered elsewhere in another ledger warns; at the same address does not', () => {
    const elsewhere = [{ ...other, book: 'L03', samePlace: false }]
    expect(filing('L02', {}, { elsewhere })).toEqual(['documentNumber registered-elsewhere'])
    expect(filing('L02', {}, { elsewhere: [{ ...other, book: 'L03', samePlace: true }] })).toEqual([])
  })

  test('does not leave before being registered, and returning meets a registration made meanwhile', () => {
    expect(stepping('L02', 'leave', { leftOn: '2026-03-01' })).toEqual(['leftOn before-earlier-step'])
    expect(stepping('L02', 'return', { returnedOn: today }, { leftOn: today }, { sameDocument: [other] })).toEqual([
      'returnedOn already-registered',
    ])
  })

  test.each(['resident-id', 'hmt-residence', 'foreign-permanent', 'passport', 'none'])('may show %s', (kind) => {
    const options = book('L02').definition.fields.find((field) => field.key === 'documentKind')?.options
    expect(options?.map((option) => option.value)).toContain(kind)
    expect(filing('L02', { documentKind: kind, documentNumber: kind === 'none' ? '' : '未提供', sex: '男' })).toEqual(
      [],
    )
  })

  test('has one name, whichever dot was typed', () => {
    const spellings = ['·', '•', '･', '．', '.', '・'].map(
      (dot) => typed('L02', { name: `阿卜杜${dot}热合曼` })['name'],
    )
    expect(new Set(spellings)).toEqual(new Set(['阿卜杜·热合曼']))
  })
})

describe('L03 a temporary resident', () => {
  test('does not move out before moving in', () => {
    const out = { ...sampleStep('L03', 3), movedOutOn: '2026-01-01' }
    expect(stepping('L03', 'move-out-extended', out)).toEqual(['movedOutOn out-before-in'])
    expect(filing('L03', { movedOutOn: '2026-01-01' })).toEqual(['movedOutOn out-before-in'])
  })

  test('moves out with a form of seven items, each asked for', () => {
    expect(movingOutForm).toHaveLength(7)
    expect(stepping('L03', 'move-out', {})).toEqual(movingOutForm.map((key) => `${key} required`))
  })

  test('is extended to a later day only', () => {
    const until = typed('L03')['validUntil'] ?? ''
    expect(stepping('L03', 'extend', { extendedOn: today, validUntil: until })).toEqual(['validUntil not-extended'])
  })

  test('whose time is over when declared is questioned, and cannot end before it begins', () => {
    expect(filing('L03', { validUntil: '2026-03-04' })).toEqual(['validUntil already-over'])
    expect(filing('L03', { validUntil: '2026-01-04' })).toEqual(['validUntil before-earlier-step'])
    expect(filing('L03', { movedInOn: '明天' })).toContain('movedInOn date/future')
  })

  test('is to be verified within three working days, and is due again when the stay ends', () => {
    expect(dues('L03', 'declared', typed('L03'))).toEqual([{ kind: 'verify', on: '2026-03-10', done: false }])
    expect(dues('L03', 'valid', typed('L03', { validUntil: '2026-12-31' }))).toEqual([
      { kind: 'valid-until', on: '2026-12-31', done: false },
    ])
    expect(dues('L03', 'cancelled', typed('L03'))).toEqual([])
  })
})

describe('L04 a rental', () => {
  test('cannot have a lease that ends before it starts; one that is over is questioned', () => {
    expect(filing('L04', { leaseStart: '2026-05-01', leaseEnd: '2026-04-01' })).toEqual(['leaseEnd lease-order'])
    expect(filing('L04', { leaseStart: '2025-01-01', leaseEnd: '2026-01-01' })).toEqual(['leaseEnd already-over'])
  })

  test('above the top of its building is questioned, by its floor or its room', () => {
    expect(filing('L04', {}, { buildingFloors: 6 })).toEqual(['address floor-too-high'])
    expect(filing('L04', { floor: '13' }, { buildingFloors: 12 })).toEqual(['floor floor-too-high'])
    expect(filing('L04', {}, { buildingFloors: 18 })).toEqual([])
  })

  test('that is let names its lease or says that it is not known; an empty one need not', () => {
    expect(filing('L04', { leaseStart: null, leaseEnd: null, people: null })).toEqual([
      'people required',
      'leaseStart required',
      'leaseEnd required',
    ])
    expect(filing('L04', { leaseStart: '未提供', leaseEnd: '无法核实', people: '未提供' })).toEqual([])
    expect(filing('L04', { useAtStart: '空置', leaseStart: null, leaseEnd: null, people: null })).toEqual([])
    expect(book('L04').stateOf(typed('L04', { useAtStart: '空置' }))).toBe('vacant')
  })

  test('is due when its lease ends, and only while it is let', () => {
    const values = typed('L04', { leaseEnd: '2026-09-30' })
    expect(dues('L04', 'let', values)).toEqual([{ kind: 'lease-end', on: '2026-09-30', done: false }])
    expect(dues('L04', 'vacant', values)).toEqual([])
  })

  test('registered twice asks for a reason', () => {
    expect(filing('L04', {}, { sameUnique: [[], [other]] })).toEqual(['address unit-registered'])
  })
})

describe('L05 an organisation', () => {
  test('with a mistyped credit code is told the right check character', () => {
    const code = completeUscc('91990102MA0000001')
    const wrong = code.slice(0, 17) + (code.endsWith('0') ? '1' : '0')
    const [error] = judge(book('L05'), typed('L05', { uscc: wrong }), facts)
    expect(error).toMatchObject({ field: 'uscc', code: 'uscc/checksum', params: { expected: code[17] } })
    expect(typed('L05', { uscc: code.toLowerCase().replace(/(.{4})/g, '$1 ') })['uscc']).toBe(code)
  })

  test('may lack a credit code, but not by inventing one', () => {
    expect(filing('L05', { uscc: '未提供' })).toEqual([])
    expect(filing('L05', { uscc: '000000' })).toEqual(['uscc placeholder'])
    expect(filing('L05', { uscc: '91990102MA00000' })).toEqual(['uscc uscc/length'])
  })

  test('is there once by name and address; the same code at another place asks for a reason', () => {
    expect(filing('L05', {}, { sameUnique: [[other], []] })).toEqual(['name organisation-exists'])
    expect(filing('L05', {}, { sameUnique: [[], [other]] })).toEqual(['uscc uscc-registered'])
  })

  test('stands in a street without a room, which is no fault', () => {
    expect(filing('L05', { address: '澄湾市东渚区幸福路18号' })).toEqual([])
    expect(filing('L05', { address: '桥下面' })).toEqual(['address address-unreadable'])
  })
})

describe('L06 a visit', () => {
  test('that is planned may lie ahead and has no result yet; one that is done has', () => {
    expect(filing('L06')).toEqual([])
    expect(dues('L06', 'planned', typed('L06'))).toEqual([{ kind: 'planned', on: '2026-03-07', done: false }])
    expect(filing('L06', { plannedOn: null })).toEqual(['result required'])
    expect(filing('L06', { plannedOn: '2026-03-01' })).toEqual(['plannedOn before-earlier-step'])
  })

  test('is recorded as met only where somebody was met', () => {
    const met = { occurredOn: today, result: 'met', residentName: '欧阳测试' }
    expect(stepping('L06', 'visit', met)).toEqual([])
    expect(stepping('L06', 'visit', { ...met, result: 'not-met' })).toEqual(['result wrong-for-step'])
    expect(stepping('L06', 'miss', { occurredOn: today, result: 'met' })).toEqual(['result wrong-for-step'])
    expect(stepping('L06', 'visit', { occurredOn: '明天', result: 'met', residentName: '未提供' })).toEqual([
      'occurredOn date/future',
    ])
  })

  test('that was planned is held against the other visits when it is done', () => {
    const met = { occurredOn: today, result: 'met', residentName: '欧阳测试' }
    expect(stepping('L06', 'visit', met, {}, { sameHousehold: [other] })).toEqual(['occurredOn visit-within-30-days'])
  })
})

describe('L07 a dispute', () => {
  test('from an incident names it; from the street does not', () => {
    expect(filing('L07', { incidentNumber: null })).toEqual(['incidentNumber required'])
    expect(filing('L07', { incidentNumber: null, origin: 'walk-in' })).toEqual([])
    expect(filing('L07', { incidentNumber: '？' })).toEqual(['incidentNumber incident-number-unusual'])
    expect(filing('L07', {}, { sameUnique: [[other]] })).toEqual(['incidentNumber incident-recorded'])
  })

  test('is not mediated without the consent of both', () => {
    const without = { ...sampleStep('L07', 0), consent: 'one-refuses' }
    expect(stepping('L07', 'mediate', without)).toEqual(['consent consent-missing'])
  })

  test('is not resolved by word of mouth, nor without a deadline', () => {
    const agreed = sampleStep('L07', 1)
    expect(stepping('L07', 'resolve', { ...agreed, agreementForm: 'oral' })).toEqual(['agreementForm oral-only'])
    const { deadline: _, ...open } = agreed
    expect(stepping('L07', 'resolve', open)).toEqual(['deadline required'])
    expect(stepping('L07', 'resolve', { ...agreed, deadline: '2025-11-01' })).toContain('deadline before-earlier-step')
  })

  test('is not closed while nothing was performed, and closing waits for a second person', () => {
    expect(stepping('L07', 'close', { closedOn: today, performance: 'none' })).toEqual(['performance not-performed'])
    const reviewed = book('L07').definition.transitions.filter((one) => one.review)
    expect(reviewed.map((one) => one.id).sort()).toEqual(['close', 'end', 'receipt'])
  })

  test('is followed up 7, 30 and 90 days after its closing, each done on its own', () => {
    const closed = typed('L07', { closedOn: '2026-01-10', followUp7On: '2026-01-17' })
    expect(dues('L07', 'follow-up', closed)).toEqual([
      { kind: 'follow-up-7', on: '2026-01-17', done: true },
      { kind: 'follow-up-30', on: '2026-02-09', done: false },
      { kind: 'follow-up-90', on: '2026-04-10', done: false },
    ])
  })

  test('closed a second time after a relapse is followed up anew', () => {
    const again = typed('L07', { closedOn: '2026-03-01', followUp7On: '2026-01-17' })
    expect(dues('L07', 'follow-up', again)[0]).toEqual({ kind: 'follow-up-7', on: '2026-03-08', done: false })
  })

  test('cannot have its ninety days on one', () => {
    const closed = { closedOn: '2026-03-01' }
    expect(stepping('L07', 'follow-7', { followUp7On: today }, closed)).toEqual([])
    expect(stepping('L07', 'follow-90', { followUp90On: today }, closed)).toEqual(['followUp90On follow-up-early'])
    expect(stepping('L07', 'follow-7', { followUp7On: '2026-02-01' }, closed)).toEqual([
      'followUp7On before-earlier-step',
    ])
  })

  test('that is transferred stays open until the receiver’s receipt is there', () => {
    const given = typed('L07', { transferredOn: today, transferredTo: '测试司法所' })
    expect(dues('L07', 'transferred', given)).toEqual([{ kind: 'receipt', on: '2026-03-19', done: false }])
    const out = book('L07').definition.transitions.filter((one) => one.from === 'transferred')
    expect(out.map((one) => one.to)).toEqual(['handed-over'])
    expect(stepping('L07', 'receipt', { receiptOn: today })).toEqual(['receiptNumber required'])
  })
})

describe('L08 a hazard', () => {
  test('names what it is; an inspection that finds nothing need not and is done', () => {
    expect(filing('L08', { kind: null, level: null, rule: null, description: null })).toEqual([
      'kind required',
      'level required',
      'rule required',
      'description required',
    ])
    const clear = { found: '未发现隐患', kind: null, level: null, rule: null, description: null }
    expect(filing('L08', clear)).toEqual([])
    expect(book('L08').stateOf(typed('L08', clear))).toBe('clear')
    expect(dues('L08', 'clear', typed('L08', clear))).toEqual([])
  })

  test('gets its notice within three working days; later asks why', () => {
    const order = { noticeNumber: '责改1', noticeOn: today, rectifyBy: '2026-03-20' }
    // Found on Friday 27 February; Saturday 28 is worked in place of a day of the Spring Festival.
    expect(dues('L08', 'found', typed('L08', { occurredOn: '2026-02-27' }))[0]?.on).toBe('2026-03-03')
    expect(stepping('L08', 'order', order, { occurredOn: '2026-02-27' })).toEqual(['noticeOn notice-late'])
    expect(stepping('L08', 'order', order, { occurredOn: '2026-03-02' })).toEqual([])
    expect(stepping('L08', 'order', { ...order, rectifyBy: '2026-03-04' }, { occurredOn: '2026-03-02' })).toEqual([
      'rectifyBy before-earlier-step',
    ])
  })

  test('is re-inspected by another, with evidence', () => {
    const seen = { reinspectedOn: today, reinspector: 'officer-1', reinspectionEvidence: '现场查看' }
    expect(stepping('L08', 'reinspect', seen)).toEqual(['reinspector reinspector-same'])
    expect(stepping('L08', 'reinspect', { ...seen, reinspector: 'helper-1' }, { helpers: 'helper-1' })).toEqual([
      'reinspector reinspector-same',
    ])
    expect(stepping('L08', 'reinspect', { ...seen, reinspector: 'nobody' })).toEqual(['reinspector account-unknown'])
    expect(stepping('L08', 'reinspect', { reinspectedOn: today, reinspector: 'officer-2' })).toEqual([
      'reinspectionEvidence required',
    ])
    const steps = book('L08').definition.transitions.filter((one) => one.asks.includes('reinspector'))
    expect(steps.every((one) => one.byAnother)).toBe(true)
  })

  test('is due for re-inspection by the deadline that was ordered, not by when somebody went', () => {
    const values = typed('L08', { rectifyBy: '2026-03-06', rectifiedOn: '2026-03-02' })
    expect(dues('L08', 'ordered', values)).toEqual([{ kind: 'rectify', on: '2026-03-06', done: false }])
    expect(dues('L08', 'rectified', values)).toEqual([{ kind: 're-inspect', on: '2026-03-11', done: false }])
  })

  test('is closed only after re-inspection, by a step that a second person approves', () => {
    const closing = book('L08').definition.transitions.filter((one) => one.to === 'closed')
    expect(closing).toMatchObject([{ from: 'reinspected', review: true }])
  })
})

describe('L09 an incident', () => {
  const report = book('L09').definition.transitions.find((one) => one.id === 'report')
  if (report === undefined) throw new Error('no report')

  test('that becomes another kind waits for a second signer; the same kind does not', () => {
    const before = typed('L09')
    expect(book('L09').stepNeedsReview(report, { kindAfter: 'dispute' }, before)).toBe(true)
    expect(book('L09').stepNeedsReview(report, { kindAfter: 'noise' }, before)).toBe(false)
  })

  test('keeps the kind that was reported beside the kind that was found', () => {
    expect(report.asks).not.toContain('kindBefore')
    expect(stepping('L09', 'reclassify', { kindAfter: 'noise' }, { kindAfter: 'noise' })).toEqual([
      'kindAfter nothing-new',
    ])
  })

  test('is not called back when nobody answered', () => {
    const call = { calledBackOn: today, calledBackBy: 'officer-2', satisfaction: '未接通' }
    expect(stepping('L09', 'call-back', call)).toEqual(['satisfaction wrong-for-step'])
    expect(stepping('L09', 'not-reached', call)).toEqual([])
    expect(stepping('L09', 'not-reached', { ...call, satisfaction: '满意' })).toEqual(['satisfaction wrong-for-step'])
    expect(dues('L09', 'reported', typed('L09', { reportedOn: today }))).toEqual([
      { kind: 'call-back', on: '2026-03-10', done: false },
    ])
  })

  test('is followed up once', () => {
    expect(filing('L09', {}, { sameUnique: [[other]] })).toEqual(['incidentNumber incident-recorded'])
  })
})

describe('L10 a patrol', () => {
  const shift = { number: other.number, day: '2026-03-06', from: '20:00', to: '22:00' }

  test('understands 1930 and refuses 2575', () => {
    expect(typed('L10')['startTime']).toBe('19:30')
    expect(filing('L10', { startTime: '2575' })).toEqual(['startTime time-invalid'])
    expect(filing('L10', { endTime: '1930' })).toEqual(['endTime shift-empty'])
  })

  test('does not overlap another of the same people, on the day for which it is planned', () => {
    expect(filing('L10', {}, { shifts: [shift] })).toEqual(['startTime shift-overlap'])
    expect(filing('L10', {}, { shifts: [{ ...shift, from: '21:30' }] })).toEqual([])
    expect(filing('L10', {}, { shifts: [{ ...shift, day: '2026-03-05' }] })).toEqual([])
  })

  test('past midnight meets the shift of the next morning', () => {
    const night = { startTime: '2300', endTime: '0300' }
    const morning = { ...shift, day: '2026-03-07', from: '02:00', to: '06:00' }
    expect(filing('L10', night, { shifts: [morning] })).toEqual(['startTime shift-overlap'])
  })

  test('that is done says what came of it, and what was found where something was', () => {
    expect(filing('L10', { plannedOn: null })).toEqual(['outcome required'])
    expect(filing('L10', { plannedOn: null, outcome: '有情况' })).toEqual(['findings required'])
    expect(book('L10').stateOf(typed('L10', { outcome: '无异常' }))).toBe('done')
  })
})

describe('L11 an event', () => {
  test('counts and names nobody', () => {
    expect(book('L11').definition.fields.some((field) => field.kind === 'person-name')).toBe(false)
    expect(filing('L11', { remarks: '参加人员：张伟、王秀英、刘洋' })).toEqual(['remarks names-in-text'])
    expect(filing('L11', { remarks: '联系人 12912345678' })).toEqual(['remarks personal-data'])
    expect(filing('L11', { remarks: '现场秩序良好，发放资料若干，群众反响热烈' })).toEqual([])
  })

  test('that is held has a head count, and waits a week for its receipt', () => {
    expect(filing('L11', { plannedOn: null })).toEqual(['headCount required'])
    expect(book('L11').stateOf(typed('L11', { headCount: '４６' }))).toBe('held')
    expect(dues('L11', 'held', typed('L11'))).toEqual([{ kind: 'receipt', on: '2026-03-12', done: false }])
    expect(stepping('L11', 'hold', { occurredOn: today })).toEqual(['headCount required'])
  })
})

describe('L12 a request', () => {
  const clock = (state: string, values: Values) => dues('L12', state, values)

  test('is due by the promised working days, or by the day that was set', () => {
    expect(clock('accepted', typed('L12'))).toEqual([{ kind: 'deadline', on: '2026-03-12', done: false }])
    expect(clock('accepted', typed('L12', { dueOn: '2026-03-09' }))[0]?.on).toBe('2026-03-09')
    expect(filing('L12', { dueOn: '2026-03-01' })).toEqual(['dueOn before-earlier-step'])
  })

  test('finished late says so and asks why', () => {
    const end = { finishedOn: today, result: 'answered' }
    expect(stepping('L12', 'finish', end, { occurredOn: '2026-02-02' })).toEqual(['finishedOn finished-late'])
    expect(stepping('L12', 'finish', end)).toEqual([])
  })

  test('stops its clock while it is returned, and starts it anew when it comes back', () => {
    const values = typed('L12', { dueOn: '2026-03-06', returnedOn: '2026-03-06', resubmittedOn: '2026-03-10' })
    expect(clock('returned', values)).toEqual([])
    expect(clock('in-work', values)[0]?.on).toBe('2026-03-17')
  })

  test('with an unusual plate asks, and keeps an ordinary one in one form', () => {
    expect(filing('L12', { plate: '京A1' })).toEqual(['plate plate/pattern'])
    expect(typed('L12', { plate: '京a·1234５' })['plate']).toBe('京A12345')
    expect(filing('L12', { plate: '无' })).toEqual([])
  })
})

describe('in every book', () => {
  test('placeholders ask and declared absence does not', () => {
    expect(filing('L12', { phone: '13800000000' })).toEqual(['phone phone/placeholder'])
    expect(filing('L04', { unitCode: '不详' })).toEqual(['unitCode placeholder'])
    expect(filing('L04', { unitCode: '无' })).toEqual([])
    expect(filing('L02', { documentNumber: '000000' })).toContain('documentNumber placeholder')
  })

  test('an address that is no standard one is filed with a warning that names what it lacks', () => {
    const warned = (address: string) => judge(book('L02'), typed('L02', { address }), facts)
    expect(warned('澄湾市东渚区幸福路12号3栋1203室')).toMatchObject([
      { code: 'address-incomplete', severity: 'warning', params: { missing: 'unit' } },
    ])
    expect(warned('澄湾市东渚区幸福路12号3栋')).toMatchObject([{ code: 'address-no-room', severity: 'warning' }])
    expect(warned('无')).toEqual([])
    expect(filing('L02', { address: '澄湾市东渚区幸福路12号3栋' }, { knownPlace: true })).toEqual([])
  })

  test('the duty calendar of the day says who was assigned; covering is being assigned', () => {
    expect(filing('L06', {}, { assignment: 'not' })).toEqual(['officer officer-not-assigned'])
    expect(filing('L06', { beat: 'B02' }, { assignment: 'covering', beats: ['B02'] })).toEqual([])
  })

  test('1231 typed in March is last December where only the past can be meant, this December where not', () => {
    expect(typed('L03', { movedInOn: '1231', validUntil: '1231' })).toMatchObject({
      movedInOn: '2025-12-31',
      validUntil: '2026-12-31',
    })
  })
})
