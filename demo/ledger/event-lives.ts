import { phoneNumber, plateNumber } from '../identifiers.ts'
import type { Life, LifeDraw } from './life.ts'

/** Lives of what happens: visits, disputes, hazards, incidents, patrols, outreach, requests. */

export function visitLife(draw: LifeDraw, person: number): Life {
  const { dice, day, world, today } = draw
  const home = draw.homeOf(person)
  const base = {
    reason: dice.pick(['routine', 'routine', 'resident-check', 'rental-check', 'safety', 'care', 'follow-up']),
    address: draw.address(home),
    residentName: world.name(person),
    phone: draw.phone(person),
    itemsChecked: dice.pick([
      'residents',
      'residents,fire',
      'residents,rental',
      'fire,gas-electricity',
      'residents,fraud',
    ]),
  }
  const beat = draw.beatOf(home)
  const met = dice.chance(0.85)
  const findings = dice.pick([
    '',
    '核对同住人员，无变化。',
    '提醒燃气用电安全。',
    '楼道无杂物。',
    '老人独居，情况良好。',
  ])
  const done = {
    result: met ? dice.pick(['met', 'met', 'met-relative']) : 'not-met',
    ...(findings ? { findings } : {}),
  }
  // Plans of the last days are still open, some of them for the days to come.
  if (day > draw.later(-12, today) && dice.chance(0.4)) {
    return {
      book: 'L06',
      on: day,
      beat,
      fields: { ...base, plannedOn: draw.later(dice.between(-2, 6), today) },
      steps: [],
    }
  }
  return {
    book: 'L06',
    on: day,
    beat,
    fields: { ...base, ...done },
    steps:
      !met || dice.chance(0.1)
        ? draw.steps(day, [
            {
              transition: met ? 'repeat' : 'repeat-missed',
              after: dice.between(32, 70),
              fields: (on) => ({ repeatedOn: on, repeatResult: 'met' }),
            },
          ])
        : [],
  }
}

const quarrels: readonly (readonly [string, string])[] = [
  ['neighbour', '楼上漏水，双方就维修费用发生争执。'],
  ['neighbour', '噪音扰民，邻里发生口角。'],
  ['family', '家庭成员因赡养问题发生争吵。'],
  ['housing', '租户退租，押金退还发生争议。'],
  ['property', '业主与物业因停车费发生纠纷。'],
  ['consumer', '顾客与商户因退货发生争执。'],
  ['labour', '工人与店主因工资结算发生争议。'],
]

export function disputeLife(draw: LifeDraw, person: number): Life {
  const { dice, day, world, serial } = draw
  const home = draw.homeOf(person)
  const other = world.adult(dice)
  const [kind, summary] = dice.pick(quarrels)
  const fromIncident = dice.chance(0.5)
  const year = day.slice(0, 4)
  const mediate = {
    transition: 'mediate',
    after: 1,
    fields: (on: string) => ({ mediationOn: on, consent: 'both', mediators: '社区调解员' }),
  }
  const resolved = [
    mediate,
    {
      transition: 'resolve',
      after: dice.between(1, 4),
      fields: (on: string) => ({
        agreementForm: 'written',
        agreementSignedOn: on,
        agreementNumber: `调${year}第${serial}号`,
        agreementTerms: '双方按约定履行，互不追究。',
        deadline: draw.later(14, on),
      }),
    },
    { transition: 'perform', after: dice.between(1, 5), fields: (on: string) => ({ performanceOn: on }) },
    {
      transition: 'close',
      after: dice.between(2, 8),
      fields: (on: string) => ({ closedOn: on, performance: 'full' }),
    },
    { transition: 'follow-7', after: 7, fields: (on: string) => ({ followUp7On: on }) },
    { transition: 'follow-30', after: 23, fields: (on: string) => ({ followUp30On: on }) },
    ...(dice.chance(0.15)
      ? [{ transition: 'relapse', after: 20, fields: (on: string) => ({ relapsedOn: on }), note: '同一事由再起争执' }]
      : [{ transition: 'follow-90', after: 60, fields: (on: string) => ({ followUp90On: on }) }]),
  ]
  const failed = [
    mediate,
    { transition: 'fail', after: dice.between(2, 6), fields: (on: string) => ({ failedOn: on }), note: '一方中途退出' },
    {
      transition: 'transfer-failed',
      after: 2,
      fields: (on: string) => ({ transferredTo: '街道人民调解委员会', transferredOn: on }),
      note: '转专业调解组织',
    },
    {
      transition: 'receipt',
      after: dice.between(3, 9),
      fields: (on: string) => ({ receiptNumber: `回${year}第${serial}号`, receiptOn: on }),
    },
  ]
  return {
    book: 'L07',
    on: day,
    beat: draw.beatOf(home),
    fields: {
      origin: fromIncident ? 'incident' : dice.pick(['visit', 'walk-in', 'grid']),
      ...(fromIncident ? { incidentNumber: incidentNumber(day, 70_000_000 + serial) } : {}),
      kind,
      address: draw.address(home),
      summary,
      partyA: world.name(person),
      partyAPhone: draw.phone(person),
      partyB: world.name(other),
    },
    steps: draw.steps(day, dice.chance(0.75) ? resolved : failed),
  }
}

const faults: readonly (readonly [string, string, string])[] = [
  ['fire', '消防法第二十八条', '疏散通道堆放杂物。'],
  ['fire', '消防法第十六条', '灭火器过期。'],
  ['electricity', '用电安全检查要求', '私拉电线，接头裸露。'],
  ['e-bike', '电动自行车管理规定', '楼道内停放、充电。'],
  ['gas', '燃气管理条例', '软管老化，未装报警器。'],
  ['evacuation', '消防法第二十八条', '安全出口上锁。'],
  ['security', '治安保卫条例', '监控设备损坏。'],
]

export function hazardLife(draw: LifeDraw, index: number, reinspector: string): Life {
  const { dice, day, serial, world } = draw
  const organisation = draw.organisation(index)
  const base = {
    object: organisation.signboard,
    uscc: organisation.uscc,
    address: draw.address(organisation.premises),
    personInCharge: world.name(world.adult(dice)),
  }
  const beat = draw.beatOf(organisation.premises)
  if (dice.chance(0.15)) return { book: 'L08', on: day, beat, fields: { ...base, found: 'none' }, steps: [] }
  const [kind, rule, description] = dice.pick(faults)
  const noticed = dice.between(0, 1)
  const term = dice.between(7, 15)
  const year = day.slice(0, 4)
  const order = {
    transition: 'order',
    after: noticed,
    fields: (on: string) => ({
      noticeNumber: `责改${year}第${serial}号`,
      noticeOn: on,
      rectifyBy: draw.later(term, on),
    }),
  }
  const path = [
    order,
    {
      transition: 'rectify',
      after: dice.between(2, term),
      fields: (on: string) => ({ rectifiedOn: on, rectification: '已按要求整改，附照片。' }),
    },
    {
      transition: 'reinspect',
      after: dice.between(1, 3),
      fields: (on: string) => ({ reinspectedOn: on, reinspector, reinspectionEvidence: '现场查看，隐患消除。' }),
    },
    { transition: 'close', after: 1, fields: (on: string) => ({ closedOn: on }) },
  ]
  const handedOn = [
    {
      transition: 'transfer',
      after: 1,
      fields: (on: string) => ({ transferredTo: '区应急管理局', transferredOn: on }),
      note: '属主管部门职责',
    },
    {
      transition: 'receipt',
      after: dice.between(4, 9),
      fields: (on: string) => ({ receiptNumber: `应急回${year}第${serial}号`, receiptOn: on }),
    },
  ]
  return {
    book: 'L08',
    on: day,
    beat,
    fields: { ...base, found: 'hazard', kind, level: dice.chance(0.1) ? 'major' : 'general', rule, description },
    steps: draw.steps(day, dice.chance(0.8) ? path : handedOn),
  }
}

export function followUpLife(draw: LifeDraw, person: number, callsBack: string): Life {
  const { dice, day, serial, world } = draw
  const home = draw.homeOf(person)
  const hour = dice.between(0, 22)
  const clock = (add: number): string => `${String(hour).padStart(2, '0')}:${String(10 + add).padStart(2, '0')}`
  const kind = dice.pick(['noise', 'dispute', 'help', 'theft'])
  return {
    book: 'L09',
    on: day,
    beat: draw.beatOf(home),
    fields: {
      incidentNumber: incidentNumber(day, 80_000_000 + serial),
      assignedAt: clock(0),
      kindBefore: kind,
      address: draw.address(home),
      caller: world.name(person),
      phone: draw.phone(person),
    },
    steps: draw.steps(day, [
      { transition: 'arrive', after: 0, fields: (on) => ({ arrivedOn: on, arrivedAt: clock(dice.between(8, 25)) }) },
      {
        transition: 'report',
        after: 0,
        fields: (on) => ({ kindAfter: kind, reportedOn: on, result: dice.pick(['advice', 'mediated', 'handled']) }),
      },
      {
        transition: 'call-back',
        after: dice.between(1, 4),
        fields: (on) => ({
          calledBackOn: on,
          calledBackBy: callsBack,
          satisfaction: dice.pick(['satisfied', 'satisfied', 'fairly']),
        }),
      },
    ]),
  }
}

export function patrolLife(draw: LifeDraw, road: number): Life {
  const { dice, day, today, world } = draw
  const premises = road % world.places.homes
  const start = dice.pick(['19:30', '20:00', '21:00', '07:20'])
  const end = start === '07:20' ? '08:20' : `${Number(start.slice(0, 2)) + 2}${start.slice(2)}`
  const area = draw
    .address(premises)
    .replace(/^.*(?:街道|镇|乡)/, '')
    .replace(/\d+号.*$/, '')
  const base = {
    startTime: start,
    endTime: end,
    kind: start === '07:20' ? 'school' : dice.pick(['foot', 'vehicle', 'joint']),
  }
  const place = { address: `${area}沿线`, volunteers: String(dice.below(6)) }
  const beat = draw.beatOf(premises)
  if (day > draw.later(-14, today) && dice.chance(0.6)) {
    const plannedOn = draw.later(dice.between(0, 5), today)
    return { book: 'L10', on: day, beat, fields: { ...base, ...place, plannedOn }, steps: [] }
  }
  const found = dice.chance(0.25)
  return {
    book: 'L10',
    on: day,
    beat,
    fields: {
      ...base,
      ...place,
      outcome: found ? 'findings' : 'nothing',
      ...(found ? { findings: dice.pick(['一处路灯不亮，已报修。', '劝离占道停车两辆。', '提醒商户关好门窗。']) } : {}),
    },
    steps: draw.steps(day, [{ transition: 'close', after: dice.between(1, 5), fields: () => ({}) }]),
  }
}

export function outreachLife(draw: LifeDraw, place: number): Life {
  const { dice, day, today, world } = draw
  const building = world.places.buildings[place % world.places.buildings.length]
  const community = world.places.communities[building?.community ?? 0]?.name ?? ''
  const base = {
    topic: dice.pick(['fraud', 'fire', 'traffic', 'minors']),
    audience: dice.pick(['residents', 'elderly', 'pupils', 'traders']),
    channel: dice.pick(['talk', 'stall', 'doors', 'drill']),
    title: dice.pick(['反诈进社区', '冬季防火宣传', '文明出行', '护校安园']),
    address: `${community}活动室`,
  }
  const beat = draw.beatOf(building?.first ?? 0)
  const heads = dice.between(20, 120)
  if (day > draw.later(-20, today) && dice.chance(0.6)) {
    const plannedOn = draw.later(dice.between(-1, 9), today)
    return { book: 'L11', on: day, beat, fields: { ...base, plannedOn }, steps: [] }
  }
  return {
    book: 'L11',
    on: day,
    beat,
    fields: { ...base, headCount: String(heads), material: '宣传单', materialCount: String(heads + 20) },
    steps: draw.steps(day, [
      {
        transition: 'receipt',
        after: dice.between(2, 8),
        fields: (on) => ({ receiptFrom: `${community}居委会`, receiptOn: on, receiptCount: String(heads) }),
      },
    ]),
  }
}

const requests: readonly (readonly [string, string, number])[] = [
  ['parking', '小区夜间车辆堵塞消防通道，请协调。', 5],
  ['certificate', '办理居住证明。', 3],
  ['residence', '新租户登记咨询。', 5],
  ['dog', '反映邻居养犬未牵绳。', 5],
  ['elderly-care', '独居老人请求定期上门看望。', 10],
  ['lost', '拾到身份证一张，交所里。', 1],
]

export function requestLife(draw: LifeDraw, person: number): Life {
  const { dice, day, serial, world } = draw
  const home = draw.homeOf(person)
  const [item, content, days] = dice.pick(requests)
  const sign = { transition: 'sign', after: 0, fields: (on: string) => ({ signedOn: on }) }
  const finish = {
    transition: 'finish',
    after: dice.between(0, Math.min(days, 3)),
    fields: (on: string) => ({
      finishedOn: on,
      result: dice.pick(['granted', 'answered']),
      resultText: '已办理并答复。',
    }),
  }
  const back = {
    transition: 'return',
    after: 1,
    fields: (on: string) => ({ returnedOn: on, returnReason: 'papers' }),
  }
  const again = {
    transition: 'resubmit',
    after: dice.between(1, 5),
    fields: (on: string) => ({ resubmittedOn: on, dueOn: draw.later(days + 2, on) }),
  }
  return {
    book: 'L12',
    on: day,
    beat: draw.beatOf(home),
    fields: {
      item,
      content,
      applicant: world.name(person),
      phone: draw.world.phone(person) ?? phoneNumber(serial),
      address: draw.address(home),
      ...(item === 'parking' ? { plate: plateNumber(serial) } : {}),
    },
    steps: draw.steps(day, dice.chance(0.85) ? [sign, finish] : [sign, back, again, finish]),
  }
}

/** As 接处警 numbers them: the day and eight digits. */
function incidentNumber(day: string, serial: number): string {
  return `${day.replaceAll('-', '')}${String(serial)}`
}
