import divisionFile from '../resources/catalogs/divisions/demo.json' with { type: 'json' }
import type { Random } from './random.ts'
import { stream } from './streams.ts'

export interface Community {
  readonly code: string
  readonly name: string
  readonly town: string
  readonly townCode: string
  readonly roads: readonly string[]
}

/** estate: rooms in buildings; lane: one house per door number; office: commercial building. */
export type BuildingKind = 'estate' | 'lane' | 'office'

export interface Building {
  readonly kind: BuildingKind
  readonly community: number
  readonly beat: number
  readonly road: string
  readonly door: number
  readonly estate: string
  /** Number of the building in its estate; letters (A, B) for offices. */
  readonly number: number
  /** How the property manager writes buildings of this estate. */
  readonly word: number
  readonly units: number
  readonly floors: number
  readonly perFloor: number
  /** Rooms numbered per floor (12层3室) instead of with the floor in front (1203室). */
  readonly perFloorNumbers: boolean
  /** Index of the first of its premises. */
  readonly first: number
  readonly size: number
}

/** One room (or house) with all its address elements; 0 or '' where the element does not exist. */
export interface Place {
  readonly kind: BuildingKind
  readonly community: Community
  readonly road: string
  readonly door: number
  readonly estate: string
  readonly building: number
  readonly unit: number
  readonly floor: number
  readonly room: number
  readonly perFloorNumbers: boolean
}

export interface Places {
  readonly province: string
  readonly city: string
  readonly county: string
  readonly countyCode: string
  readonly communities: readonly Community[]
  readonly buildings: readonly Building[]
  /** Building of each premises. */
  readonly buildingOf: Int32Array
  /** Premises below this index are homes, those from it on are for organisations. */
  readonly homes: number
  readonly total: number
  readonly beats: number
}

// Whatever else the list holds: the station uses fictitious divisions only.
const divisions = divisionFile.divisions.filter((division) => division.code.startsWith('99'))
export const homeCounty = '990102'

function nameOf(code: string): string {
  const found = divisions.find((division) => division.code === code)
  if (found === undefined) throw new Error(`no division ${code} in the demo's list`)
  return found.name
}

/** Counties other than the station's: where people who moved here are registered. Full names and codes. */
export const otherCounties: readonly { code: string; text: string }[] = divisions
  .filter((division) => division.level === 'county' && division.code !== homeCounty && !('to' in division))
  .map((division) => ({
    code: division.code,
    text: nameOf('990000') + nameOf(`${division.code.slice(0, 4)}00`) + division.name,
  }))

const roadHeads =
  '桂花 樱花 柳林 梧桐 银杏 玉兰 海棠 石榴 香樟 紫薇 荷塘 菱角 芦花 望湖 镜湖 长堤 渡口 船坊 东渡 石桥 青石 石鼓 磨坊 书院 文昌 鼓楼 竹溪 茶亭 云岭 松坪 杉湾 朝阳 迎春 和平 幸福 建设 团结 胜利 新华 解放 人民 光明 清泉 白鹭 采莲 翠竹 金穗 银河 凤鸣 龙泉'.split(
    ' ',
  )
const roadTails = ['路', '街', '巷', '大道', '东路', '西路', '南路', '北路']
/** Names that look like provinces and cities but are streets and estates. */
const trapRoads = ['陕西南路', '北京东路', '河南巷', '吉林街']
const estateHeads =
  '金桂 阳光 锦绣 翠湖 东方 时代 香榭 丽景 碧水 蓝天 荣华 万和 祥瑞 盛世 恒泰 福源 华府 御景 雅居 枫林 兰亭 紫荆 青山 滨江 水岸 银河 云栖 鹿鸣 听涛 观澜 悦府 明珠 和谐 康乐 安居 新城 同心 春晓 秋实 晨曦 星河 景园 鑫苑 玫瑰 茉莉 百合 丁香 木棉 凤凰 麒麟'.split(
    ' ',
  )
const estateTails = ['花园', '家园', '小区', '苑', '新村', '名邸', '华庭', '里', '雅筑', '公馆']

function* uniqueNames(heads: readonly string[], tails: readonly string[], random: Random): Generator<string> {
  const names = heads.flatMap((head) => tails.map((tail) => head + tail))
  for (let i = names.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = names[i] as string
    names[i] = names[j] as string
    names[j] = kept
  }
  for (let round = 1; ; round++)
    for (const name of names) yield round === 1 ? name : `${name}${'一二三四五六七八九'[round - 1]}期`
}

/** Builds estates, lanes and office buildings until there is room for `homes` homes and `offices` organisations. */
export function buildPlaces(random: Random, homes: number, offices: number, suffix: string): Places {
  random.at(stream.places, 0)
  const count = Math.max(2, Math.ceil(homes / 2150))
  const listed = divisions.filter((division) => division.level === 'community')
  const roadNames = uniqueNames(roadHeads, roadTails, random)
  const nextRoad = (): string => roadNames.next().value as string
  const communities: Community[] = Array.from({ length: count }, (_, i) => {
    const division = listed[i % listed.length] as (typeof listed)[number]
    const townCode = division.code.slice(0, 9)
    const roads = [nextRoad(), nextRoad(), nextRoad(), nextRoad()]
    const trap = trapRoads[i]
    return {
      code: division.code,
      name: division.name,
      town: nameOf(townCode),
      townCode,
      roads: trap === undefined ? roads : [...roads, trap],
    }
  })
  const estateNames = uniqueNames(estateHeads, estateTails, random)
  const buildings: Building[] = []
  let total = 0
  const add = (building: Omit<Building, 'first' | 'size'>): void => {
    const size = Math.max(1, building.units) * building.floors * building.perFloor
    buildings.push({ ...building, first: total, size })
    total += size
  }
  // Door numbers of a road go up, so that no two houses share one.
  const doors = new Map<string, number>()
  const nextDoor = (road: string, step: number): number => {
    const door = (doors.get(road) ?? 0) + random.between(1, step)
    doors.set(road, door)
    return door
  }
  for (let turn = 0; total < homes; turn++) {
    const community = turn % count
    const roads = (communities[community] as Community).roads
    const road = random.pick(roads)
    const beat = community * 2 + (Math.floor(turn / count) % 2)
    if (random.chance(0.25)) {
      for (let i = random.between(8, 25); i > 0 && total < homes; i--) {
        const door = nextDoor(road, 3)
        add({
          kind: 'lane',
          community,
          beat,
          road,
          door,
          estate: '',
          number: 0,
          word: 0,
          units: 0,
          floors: 1,
          perFloor: 1,
          perFloorNumbers: false,
        })
      }
      continue
    }
    const estate = (turn === 1 ? '老山东里' : (estateNames.next().value as string)) + suffix
    const door = nextDoor(road, 8)
    const high = random.chance(0.45)
    const word = random.below(4)
    const perFloorNumbers = !high && random.chance(0.15)
    const floors = high ? random.between(11, 33) : random.between(5, 7)
    const units = high ? random.between(1, 2) : random.between(2, 4)
    const perFloor = high ? random.between(2, 4) : 2
    const many = random.between(3, 12)
    for (let number = 1; number <= many && total < homes; number++) {
      add({
        kind: 'estate',
        community,
        beat,
        road,
        door,
        estate,
        number,
        word,
        units,
        floors,
        perFloor,
        perFloorNumbers,
      })
    }
  }
  const homesBuilt = total
  for (let turn = 0; total < homesBuilt + offices; turn++) {
    const community = turn % count
    const road = random.pick((communities[community] as Community).roads)
    const beat = community * 2 + (turn % 2)
    if (random.chance(0.6)) {
      for (let i = random.between(5, 15); i > 0 && total < homesBuilt + offices; i--) {
        const door = nextDoor(road, 3)
        add({
          kind: 'lane',
          community,
          beat,
          road,
          door,
          estate: '',
          number: 0,
          word: 0,
          units: 0,
          floors: 1,
          perFloor: 1,
          perFloorNumbers: false,
        })
      }
    } else {
      const estate = `${(estateNames.next().value as string).slice(0, 2)}${random.pick(['商务中心', '大厦', '广场', '商城'])}${suffix}`
      const floors = random.between(4, 12)
      const number = random.between(1, 3)
      add({
        kind: 'office',
        community,
        beat,
        road,
        door: nextDoor(road, 8),
        estate,
        number,
        word: 0,
        units: 0,
        floors,
        perFloor: random.between(4, 8),
        perFloorNumbers: false,
      })
    }
  }
  const buildingOf = new Int32Array(total)
  buildings.forEach((building, i) => buildingOf.fill(i, building.first, building.first + building.size))
  return {
    province: nameOf('990000'),
    city: nameOf('990100'),
    county: nameOf(homeCounty),
    countyCode: homeCounty,
    communities,
    buildings,
    buildingOf,
    homes: homesBuilt,
    total,
    beats: count * 2,
  }
}

/** Address elements of one premises. */
export function placeOf(places: Places, premises: number): Place {
  const building = places.buildings[places.buildingOf[premises] as number] as Building
  const at = premises - building.first
  const lane = building.kind === 'lane'
  const floor = lane ? 0 : Math.floor(at / (Math.max(1, building.units) * building.perFloor)) + 1
  const onFloor = at % (Math.max(1, building.units) * building.perFloor)
  return {
    kind: building.kind,
    community: places.communities[building.community] as Community,
    road: building.road,
    door: building.door,
    estate: building.estate,
    building: building.number,
    unit: building.units === 0 ? 0 : Math.floor(onFloor / building.perFloor) + 1,
    floor,
    room: lane ? 0 : (onFloor % building.perFloor) + 1,
    perFloorNumbers: building.perFloorNumbers,
  }
}

/** Code of the unit (房屋编码, 地址编码): community 15 digits and 7 digits of the premises. */
export function unitCodeOf(places: Places, premises: number, offset: number): string {
  const building = places.buildings[places.buildingOf[premises] as number] as Building
  const community = places.communities[building.community] as Community
  return community.code + String(premises + offset).padStart(7, '0')
}
