import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { completeUscc } from '../../src-domain/identifiers/uscc.ts'

/** One step of a life cycle with what it asks for. */
export type SampleStep = {
  readonly transition: string
  readonly fields: Readonly<Record<string, string>>
  readonly note: string
}

/** An entry of a book that raises nothing, and a way through the book's life cycle to `end`. */
export type BookSample = {
  readonly fields: Readonly<Record<string, string>>
  readonly starts: string
  readonly path: readonly SampleStep[]
  readonly end: string
}

type Who = {
  /** Account of the officer responsible, who is assigned to B01. */
  readonly officer: string
  /** Account of another officer: re-inspector, call-backs. */
  readonly another: string
  readonly today: string
}

const place = '澄湾市东渚区幸福路12号3栋2单元1203室'
const shop = '澄湾市东渚区幸福路18号'

/** A way through each of the twelve books; every person, number and place is fictitious. */
export function bookSamples({ officer, another, today }: Who): Readonly<Record<string, BookSample>> {
  const ago = (days: number): string => addDays(today, -days)
  const ahead = (days: number): string => addDays(today, days)
  const base = { occurredOn: today, beat: 'B01', officer }
  const step = (transition: string, fields: Record<string, string> = {}, note = ''): SampleStep => ({
    transition,
    fields,
    note,
  })
  const person = {
    documentKind: 'resident-id',
    documentNumber: completeResidentId('99010219850612001'),
    phone: '12912345670',
  }
  return {
    L01: {
      fields: {
        ...base,
        year: today.slice(0, 4),
        communityType: 'mixed',
        address: shop,
        grids: '第一网格 320户 850人 12家\n第二网格\t280\t700\t8',
        households: '600',
        population: '1550',
        organisations: '20',
        rentals: '未提供',
      },
      starts: 'current',
      path: [step('review', { reviewedOn: today, reviewResult: 'unchanged' }), step('supersede')],
      end: 'superseded',
    },
    L02: {
      fields: { ...base, ...person, name: '诸葛测试', address: place, householdStatus: 'registered-here' },
      starts: 'present',
      path: [
        step('confirm', { confirmedOn: today }),
        step('leave', { leftOn: today, leftTo: '未提供' }),
        step('return', { returnedOn: today }),
        step('cancel', { cancelledOn: today, cancelReason: 'moved-away' }, '户口已迁出'),
      ],
      end: 'cancelled',
    },
    L03: {
      fields: {
        ...base,
        ...person,
        name: '司徒测试',
        address: place,
        movedInOn: ago(20),
        reason: 'work',
        placeKind: 'rented',
        validUntil: ahead(180),
        employer: '老地方面馆',
      },
      starts: 'declared',
      path: [
        step('verify', { verifiedOn: today, verifiedBy: 'on-site' }),
        step('issue', { permitNumber: 'JZ2026000001', validUntil: ahead(180) }),
        step('extend', { extendedOn: today, validUntil: ahead(360) }),
        step('move-out-extended', {
          movedOutOn: today,
          moveOutReason: 'left-city',
          destination: '无法核实',
          declarant: '上官测试',
          declarantPhone: '未提供',
          moveOutCheck: 'landlord',
          permitHandled: 'returned',
        }),
      ],
      end: 'cancelled',
    },
    L04: {
      fields: {
        ...base,
        unitCode: 'FW99010200001203',
        homeKind: 'whole',
        address: place,
        landlord: '上官测试',
        landlordPhone: '12912345671',
        useAtStart: 'let',
        people: '3',
        leaseStart: ago(30),
        leaseEnd: ahead(335),
      },
      starts: 'let',
      path: [
        step('renew', { people: '2', leaseStart: today, leaseEnd: ahead(700) }),
        step('vacate', { vacatedOn: today }),
        step('stop-vacant', { stoppedOn: today }, '房主收回自用'),
      ],
      end: 'stopped',
    },
    L05: {
      fields: {
        ...base,
        name: '澄湾市测试餐饮有限公司',
        signboard: '老地方面馆',
        uscc: completeUscc('91990102MA0000001'),
        kind: 'restaurant',
        address: shop,
        personInCharge: '欧阳测试',
        phone: '12912345672',
      },
      starts: 'open',
      path: [
        step('confirm', { confirmedOn: today }),
        step('close', { closedOn: today }),
        step('reopen', { reopenedOn: today }),
        step('cancel', { cancelledOn: today, cancelReason: 'moved-away' }),
      ],
      end: 'cancelled',
    },
    L06: {
      fields: {
        ...base,
        reason: 'routine',
        address: place,
        residentName: '欧阳测试',
        phone: '12912345678',
        plannedOn: ahead(2),
      },
      starts: 'planned',
      path: [
        step('miss', { occurredOn: today, result: 'not-met' }),
        step('repeat-missed', { repeatedOn: today, repeatResult: 'met' }),
      ],
      end: 'repeated',
    },
    L07: {
      fields: {
        ...base,
        occurredOn: ago(100),
        origin: 'incident',
        incidentNumber: '2026022000000001',
        kind: 'neighbour',
        address: place,
        summary: '楼上漏水，双方就维修费用发生争执。',
        partyA: '欧阳测试',
        partyAPhone: '12912345673',
        partyB: '未提供',
      },
      starts: 'accepted',
      path: [
        step('mediate', { mediationOn: ago(99), consent: 'both', mediators: '社区调解员' }),
        step('resolve', {
          agreementForm: 'written',
          agreementSignedOn: ago(98),
          agreementNumber: '调2026第1号',
          agreementTerms: '楼上住户于期限内修复并承担费用。',
          deadline: ago(96),
        }),
        step('perform', { performanceOn: ago(97) }),
        step('close', { closedOn: ago(95), performance: 'full' }),
        step('follow-7', { followUp7On: ago(88) }),
        step('follow-30', { followUp30On: ago(65) }),
        step('follow-90', { followUp90On: ago(5) }),
        step('relapse-late', { relapsedOn: today }, '再次漏水'),
      ],
      end: 'relapse',
    },
    L08: {
      fields: {
        ...base,
        occurredOn: ago(3),
        found: 'hazard',
        object: '老地方面馆',
        address: shop,
        kind: 'fire',
        level: 'general',
        rule: '消防法第二十八条',
        description: '疏散通道堆放杂物。',
      },
      starts: 'found',
      path: [
        step('order', { noticeNumber: '责改2026第1号', noticeOn: ago(3), rectifyBy: ago(1) }),
        step('rectify', { rectifiedOn: ago(2), rectification: '杂物已清理。' }),
        step('reinspect', { reinspectedOn: today, reinspector: another, reinspectionEvidence: '现场查看，通道畅通。' }),
        step('close', { closedOn: today }),
      ],
      end: 'closed',
    },
    L09: {
      fields: {
        ...base,
        incidentNumber: '2026030500000002',
        assignedAt: '0905',
        kindBefore: 'noise',
        address: place,
        caller: '未提供',
        phone: '12912345674',
      },
      starts: 'assigned',
      path: [
        step('arrive', { arrivedOn: today, arrivedAt: '920' }),
        step('report', { kindAfter: 'noise', reportedOn: today, result: 'advice' }),
        step('call-back', { calledBackOn: today, calledBackBy: another, satisfaction: 'satisfied' }),
      ],
      end: 'called-back',
    },
    L10: {
      fields: { ...base, startTime: '1930', endTime: '2130', kind: 'foot', address: '幸福路沿线', plannedOn: ahead(1) },
      starts: 'planned',
      path: [
        step('patrol', {
          occurredOn: today,
          startTime: '19:30',
          endTime: '21:30',
          outcome: 'findings',
          findings: '一处路灯不亮，已报修。',
        }),
        step('close'),
      ],
      end: 'closed',
    },
    L11: {
      fields: {
        ...base,
        topic: 'fraud',
        audience: 'elderly',
        channel: 'talk',
        title: '反诈进社区',
        address: '幸福社区活动室',
        plannedOn: ahead(3),
      },
      starts: 'planned',
      path: [
        step('hold', { occurredOn: today, headCount: '46', materialCount: '60' }),
        step('receipt', { receiptFrom: '幸福社区居委会', receiptOn: today, receiptCount: '46' }),
      ],
      end: 'receipt',
    },
    L12: {
      fields: {
        ...base,
        item: 'parking',
        plate: '京A·12345',
        content: '小区夜间车辆堵塞消防通道，请协调。',
        applicant: '欧阳测试',
        phone: '12912345675',
        address: shop,
      },
      starts: 'accepted',
      path: [
        step('sign', { signedOn: today }),
        step('return', { returnedOn: today, returnReason: 'papers' }),
        step('resubmit', { resubmittedOn: today, dueOn: ahead(5) }),
        step('finish', { finishedOn: today, result: 'answered', resultText: '已通知车主挪车。' }),
      ],
      end: 'done',
    },
  }
}
