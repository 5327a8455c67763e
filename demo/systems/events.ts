import { dateOf, dayOf, wallTimeOf } from '../calendar.ts'
import type { DemoRecord } from '../demo.types.ts'
import { drawGivenName, drawSurname, surnames } from '../names.ts'
import { organisationOf } from '../organisations.ts'
import { placeOf } from '../places.ts'
import { stream } from '../streams.ts'
import type { Telling, Told } from '../telling.ts'

const hazardKinds = [
  '消防通道堵塞',
  '灭火器失效',
  '电气线路老化',
  '违规住人',
  '电动自行车违规充电',
  '疏散标志损坏',
  '燃气使用不规范',
  '占道经营',
  '户外广告牌松动',
  '危险化学品存放不当',
]

/** 城管应急隐患: hazards found at organisations, their rectification and re-inspection. */
export function* hazards(telling: Telling): Generator<Told> {
  const { world, random } = telling
  let serial = 0
  for (let index = 0; index < world.organisations; index++) {
    random.at(stream.YJ, index)
    if (!telling.roll('coverage')) continue
    const organisation = organisationOf(world, index)
    for (let count = random.between(2, 16); count > 0; count--) {
      const told = (age: number, repeated?: DemoRecord['payload']): Told => {
        const major = repeated ? repeated['level'] === '重大隐患' : random.chance(0.08)
        const { event, updated } = telling.timed(world.today - age)
        const found = repeated ? dayOf(repeated['foundOn'] as string) : Math.floor(event / 1440)
        const term = major ? 30 : 15
        const open = world.today - found < term
        const below = !open && telling.roll('belowStandard')
        if (below) telling.note({ kind: 'belowStandard', field: 'reinspection' }, 'HAZARD_STANDARD')
        const wrongCode = telling.roll('usccDamaged')
        if (wrongCode) telling.note({ kind: 'usccDamaged', field: 'uscc', was: organisation.uscc })
        const variant = telling.roll('nameVariant')
        if (variant)
          telling.note({ kind: 'nameVariant', field: 'organisationName', was: organisation.name, as: 'signboard' })
        const rectified = found + random.between(1, term)
        const inspected = Math.min(world.today - 1, rectified + random.between(1, 7))
        const told = telling.tell(
          {
            hazardNumber: `YH${dateOf(found).slice(0, 4)}${String(world.offset * 4 + serial++).padStart(9, '0')}`,
            organisationName: variant ? organisation.signboard : organisation.name,
            uscc: wrongCode
              ? `${organisation.uscc.slice(0, 17)}${organisation.uscc.endsWith('0') ? '1' : '0'}`
              : organisation.uscc,
            address: telling.address(organisation.premises),
            hazardKind: repeated?.['hazardKind'] ?? random.pick(hazardKinds),
            level: major ? '重大隐患' : '一般隐患',
            foundOn: dateOf(found),
            deadline: dateOf(found + term),
            rectification: open ? (random.chance(0.5) ? '整改中' : '未整改') : '已销号',
            rectifiedOn: open ? null : dateOf(rectified),
            reinspection: open || below ? null : '合格',
            reinspectedOn: open || below ? null : dateOf(inspected),
          },
          // The system is told of the last step: the inspection of a closed hazard, the finding of an open one.
          open
            ? updated
            : Math.max(updated, Math.min(inspected * 1440 + 600 + (updated - event), world.today * 1440 + 300)),
          { premises: organisation.premises, organisation: index },
        )
        return told
      }
      telling.begin()
      const age = random.below(1095)
      const first = told(age)
      yield first
      // The same hazard, reported by a second inspector.
      if (telling.repeats(first.record.nativeId)) yield told(age, first.record.payload)
    }
  }
}

const incidentKinds = [
  '纠纷',
  '纠纷',
  '求助',
  '求助',
  '盗窃',
  '诈骗',
  '噪音扰民',
  '噪音扰民',
  '交通事故',
  '走失',
  '火情',
  '举报',
  '其他',
]
const results = ['现场调解', '已处理', '移交处理', '受理立案', '无警情', '口头教育', '联系家属', '继续跟进']

/** 接处警: `count` incidents in the order of time over five years; most callers live in the area. */
export function* incidents(telling: Telling, count: number): Generator<Told> {
  const { world, random } = telling
  const span = 5 * 365 * 1440
  const newest = world.today * 1440 + 359
  let previousDay = -1
  let numberOfDay = 0
  let told = 0
  for (let i = 0; told < count; i++) {
    random.at(stream.JCJ, i)
    telling.begin()
    // A steady rate with some jitter keeps the numbers of a day in order.
    const planned = newest - span + Math.floor((told / count) * span) - random.below(300)
    const resident = telling.roll('coverage')
    const caller = random.below(world.people)
    const person = resident
      ? world.age(caller) < 10
        ? (world.firstPerson[world.householdOf[caller] as number] as number)
        : caller
      : null
    const near = random.next()
    const household = world.householdOf[caller] as number
    const premises =
      resident && near < 0.7
        ? (world.home[household] as number)
        : near < 0.85
          ? random.below(world.places.homes)
          : random.between(world.places.homes, world.places.total - 1)
    const late = telling.roll('late')
    if (late) telling.note({ kind: 'late', field: 'updatedAt' })
    const lag = telling.definition.lagHours * 60
    const delay = Math.ceil(late ? lag * (1.2 + 2.8 * random.next()) : lag * (0.05 + 0.75 * random.next()))
    const reported = Math.min(planned, newest - delay)
    const write = (): Told => {
      const day = Math.max(previousDay, Math.floor(reported / 1440))
      numberOfDay = day === previousDay ? numberOfDay + 1 : 1
      previousDay = day
      told++
      return telling.tell(
        {
          incidentNumber: `${dateOf(day).replaceAll('-', '')}${String(numberOfDay + world.offset).padStart(8, '0')}`,
          reportedAt: wallTimeOf(reported),
          kind: random.pick(incidentKinds),
          name: person === null ? strangersName(telling, i) : telling.name(person),
          phone: person === null ? world.strangersPhone(i) : telling.phone(person),
          address: telling.addressOf(placeOf(world.places, premises)),
          result: random.pick(results),
        },
        reported + delay,
        { person, premises },
      )
    }
    const first = write()
    yield first
    if (told < count && telling.repeats(first.record.nativeId)) {
      if (late) telling.note({ kind: 'late', field: 'updatedAt' })
      yield write()
    }
  }
}

function strangersName(telling: Telling, index: number): string {
  const random = telling.world.random.at(stream.outsider, index)
  return (
    (surnames[drawSurname(random)] as string) + drawGivenName(random, random.chance(0.45), random.between(1955, 2005))
  )
}
