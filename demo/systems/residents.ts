import { dateOf } from '../calendar.ts'
import { standardAddress } from '../addresses.ts'
import { organisationOf } from '../organisations.ts'
import { placeOf, unitCodeOf } from '../places.ts'
import { stream } from '../streams.ts'
import type { Telling, Told } from '../telling.ts'

const villages = '南河村 柳家庄 石门村 东沟村 新桥村 白杨村 大槐树村 青山村 小河湾村 永丰村'.split(' ')

/** Where somebody is registered: here for locals, in a village of another county for those who came. */
function registeredAddress(telling: Telling, index: number, home: number): string {
  const { world } = telling
  const county = world.otherCounty(index)
  if (county !== null) return `${county}${villages[index % villages.length]}${(index % 90) + 1}号`
  return standardAddress(world.places, placeOf(world.places, home))
}

/** Persons whom only the grid knows. Decided by person, not by record, so that every register agrees on it. */
export function onlyInGrid(telling: Telling, index: number): boolean {
  const share = telling.dice.defects.oneSided.WG
  return ((Math.imul(index + 1, 0x9e3779b1) >>> 0) + telling.world.offset) / 4294967296 < share
}

/** Where somebody of working age is said to work: one in three, by the person and not by the record. Draws from a sequence of its own. */
function employerOf({ world }: Telling, index: number): string {
  const mixed = Math.imul(index + world.offset + 1, 0x85ebca6b) >>> 0
  const { age } = world.person(index)
  if (mixed % 3 > 0 || age < 18 || age > 60) return ''
  return organisationOf(world, (mixed >>> 2) % world.organisations).name
}

/** 警综人口: one record a registration; a household that moved within the area leaves its former one behind. */
export function* policePopulation(telling: Telling): Generator<Told> {
  const { world, random } = telling
  for (let index = 0; index < world.people; index++) {
    const employer = employerOf(telling, index)
    random.at(stream.JZ, index)
    if (!telling.roll('coverage') || onlyInGrid(telling, index)) continue
    telling.begin()
    const person = world.person(index)
    const home = world.home[person.household] as number
    const former = world.formerHome[person.household] as number
    const movedOn = world.movedOn[person.household] as number
    const behind = former >= 0 && telling.roll('movedNotUpdated')
    const twoCurrent = former >= 0 && !behind && telling.roll('twoCurrent')
    if (behind) telling.note({ kind: 'movedNotUpdated', field: 'address' }, 'STALE')
    if (twoCurrent) telling.note({ kind: 'twoCurrent', field: 'status' }, 'MULTI_CURRENT')
    const told = (code: number, stated: number, premises: number, day: number, status: string): Told => {
      // Nobody is registered before birth.
      const { event, updated } = telling.timed(Math.max(day, world.birthDay(index)))
      const wrongBirth = telling.roll('birthDateWrong')
      if (wrongBirth) telling.note({ kind: 'birthDateWrong', field: 'birthDate', was: person.birthDate }, 'DOB_ID')
      const birth = wrongBirth
        ? `${person.birthDate.slice(0, 8)}${person.birthDate.endsWith('15') ? '16' : '15'}`
        : person.birthDate
      return telling.tell(
        {
          personCode: `R${world.places.countyCode}${String((index + world.offset) * 4 + code).padStart(9, '0')}`,
          name: telling.name(index),
          idNumber: telling.idNumber(index),
          sex: person.female ? '女' : '男',
          birthDate: birth,
          phone: telling.phone(index),
          address: telling.address(stated),
          addressCode: unitCodeOf(world.places, stated, world.offset),
          registeredAddress: registeredAddress(telling, index, home),
          employer,
          populationKind: world.otherCounty(index) === null ? '户籍人口' : '流动人口',
          status,
          registeredOn: dateOf(Math.floor(event / 1440)),
        },
        updated,
        { person: index, premises, stated },
      )
    }
    const settled = world.today - random.between(1, 5400)
    const status = person.left ? '注销' : '登记'
    if (behind) {
      yield told(0, former, home, Math.min(settled, movedOn - 300), status)
      continue
    }
    const first = told(0, home, home, movedOn > 0 ? movedOn : settled, status)
    yield first
    if (former >= 0) {
      telling.begin()
      if (twoCurrent) telling.note({ kind: 'twoCurrent', field: 'status' }, 'MULTI_CURRENT')
      yield told(1, former, former, movedOn - random.between(300, 2500), twoCurrent ? '登记' : '变更')
    }
    if (telling.repeats(first.record.nativeId)) yield told(2, home, home, settled, status)
  }
}

const gridEvents = [
  '入户走访',
  '消防安全检查',
  '邻里纠纷调解',
  '政策宣传',
  '信息核实',
  '高空抛物提醒',
  '群租核查',
  '环境整治',
]

/** 综治网格: one record a member of a household, also of households that have moved away. */
export function* communityGrid(telling: Telling): Generator<Told> {
  const { world, random } = telling
  for (let index = 0; index < world.people; index++) {
    random.at(stream.WG, index)
    const alone = onlyInGrid(telling, index)
    const covered = telling.roll('coverage')
    if (!covered && !alone) continue
    telling.begin()
    const person = world.person(index)
    const household = person.household
    const home = world.home[household] as number
    const former = world.formerHome[household] as number
    const first = world.firstPerson[household] as number
    const behind = former >= 0 && telling.roll('movedNotUpdated')
    if (alone) telling.note({ kind: 'oneSided' }, 'ONE_SIDED')
    if (behind) telling.note({ kind: 'movedNotUpdated', field: 'address' }, 'STALE')
    const told = (suffix: string, stated: number, premises: number, day: number, lastEvent: string): Told => {
      const { event, updated } = telling.timed(day)
      const building = world.places.buildings[world.places.buildingOf[stated] as number]
      return telling.tell(
        {
          gridCode: `${placeOf(world.places, stated).community.code.slice(0, 12)}G${String(((building?.beat ?? 0) % 2) + 1).padStart(2, '0')}`,
          householdCode: `H${String(household + world.offset).padStart(8, '0')}${suffix}`,
          memberNumber: String(index - first + 1),
          name: telling.name(index),
          phone: telling.phone(index),
          relation: person.relation,
          address: telling.address(stated),
          headCount: String((world.firstPerson[household + 1] as number) - first),
          lastEvent,
          eventOn: dateOf(Math.floor(event / 1440)),
        },
        updated,
        { person: index, premises, stated },
      )
    }
    const moved = world.movedOn[household] as number
    const visited = world.today - random.below(behind ? 200 : 400)
    const main = told(
      '',
      behind ? former : home,
      home,
      behind ? Math.min(visited, moved - 10) : Math.max(visited, moved),
      random.pick(gridEvents),
    )
    yield main
    if (former >= 0 && !behind) {
      telling.begin()
      yield told('Q', former, former, moved, '已搬离')
    }
    if (telling.repeats(main.record.nativeId)) yield told('C', home, home, visited, random.pick(gridEvents))
  }
}

const itemsForTheElderly = ['老年人优待证办理', '居家养老助餐', '探访关爱服务', '养老机构入住咨询', '临时外出代办']
const itemsForAll = ['社区志愿者注册', '地名门牌咨询', '社区活动场地预约', '便民代办服务', '婚姻登记预约']

/** 民政服务: one record a service item. */
export function* civilAffairs(telling: Telling): Generator<Told> {
  const { world, random } = telling
  let serial = 0
  for (let index = 0; index < world.people; index++) {
    random.at(stream.MZ, index)
    if (!telling.roll('coverage') || onlyInGrid(telling, index)) continue
    const household = world.householdOf[index] as number
    const home = world.home[household] as number
    const former = world.formerHome[household] as number
    const told = (day: number, repeated?: { serviceItem: string; acceptedOn: string }): Told => {
      const before = former >= 0 && day < (world.movedOn[household] as number)
      const behind = former >= 0 && !before && telling.roll('movedNotUpdated')
      if (behind) telling.note({ kind: 'movedNotUpdated', field: 'address' }, 'STALE')
      const { event, updated } = telling.timed(day)
      const accepted = repeated?.acceptedOn ?? dateOf(Math.floor(event / 1440))
      const stated = before || behind ? former : home
      return telling.tell(
        {
          acceptanceNumber: `MZ${accepted.slice(0, 4)}${String(world.offset * 12 + serial++).padStart(9, '0')}`,
          name: telling.name(index),
          idNumber: telling.idNumber(index),
          address: telling.address(stated),
          serviceItem: repeated?.serviceItem ?? random.pick(world.age(index) >= 60 ? itemsForTheElderly : itemsForAll),
          acceptedOn: accepted,
        },
        updated,
        { person: index, premises: before ? former : home, stated },
      )
    }
    for (let items = random.between(1, 5); items > 0; items--) {
      telling.begin()
      const day = world.today - random.below(1000)
      const one = told(day)
      yield one
      // The same request, received a second time.
      const { serviceItem = '', acceptedOn = '' } = one.record.payload
      if (telling.repeats(one.record.nativeId)) yield told(day, { serviceItem, acceptedOn })
    }
  }
}
