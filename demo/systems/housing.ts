import { dateOf } from '../calendar.ts'
import { roomNumber } from '../addresses.ts'
import { plateNumber } from '../identifiers.ts'
import { placeOf, unitCodeOf, type Building } from '../places.ts'
import { stream } from '../streams.ts'
import type { Telling, Told } from '../telling.ts'

/** How the property managers of an estate write its buildings; a duplicate is entered in the next way. */
const buildingWords = ['', '号楼', '栋', '幢']
const unitWords = ['', '单元', '单元', '单元']

/** 物业管理: one record a home of an estate, with the person whom the manager knows there. */
export function* propertyManagement(telling: Telling): Generator<Told> {
  const { world, random } = telling
  const { places } = world
  for (let premises = 0; premises < places.homes; premises++) {
    random.at(stream.WY, premises)
    const building = places.buildings[places.buildingOf[premises] as number] as Building
    if (building.kind !== 'estate' || !telling.roll('coverage')) continue
    telling.begin()
    const place = placeOf(places, premises)
    const household = world.livesIn[premises] as number
    const before = world.livedIn[premises] as number
    const behind = household >= 0 && before >= 0 && telling.roll('movedNotUpdated')
    const empty = household >= 0 && !behind && telling.roll('occupancyWrong')
    const rents = household >= 0 && world.rents[household] === 1
    const known = behind
      ? (world.firstPerson[before] as number)
      : household >= 0
        ? (world.firstPerson[household] as number)
        : world.ownerOf(premises)
    if (behind) telling.note({ kind: 'movedNotUpdated', field: 'name' }, 'STALE')
    const movedIn = world.today - random.between(1, 4000)
    const day = behind || household < 0 ? movedIn : (world.movedOn[household] as number) || movedIn
    const told = (word: number): Told => {
      if (empty) telling.note({ kind: 'occupancyWrong', field: 'movedOut' }, 'OCCUPANCY')
      const { event, updated } = telling.timed(day)
      const since = Math.floor(event / 1440)
      // The door number is wrong in the location; building and room are the manager's own key and stay right.
      return telling.tell(
        {
          estate: place.estate,
          building: `${place.building}${buildingWords[word]}`,
          unit: `${place.unit}${unitWords[word]}`,
          room: place.perFloorNumbers ? `${place.floor}层${place.room}` : roomNumber(place),
          name: telling.name(known),
          occupantKind: rents && !behind ? '租户' : '业主',
          phone: telling.phone(known),
          address: telling.addressOf(place),
          plate: random.chance(0.3) ? plateNumber(known + world.offset) : null,
          movedIn: dateOf(since),
          movedOut: empty ? dateOf(Math.floor(updated / 1440)) : null,
        },
        updated,
        { person: known, premises },
      )
    }
    const first = told(building.word)
    yield first
    if (telling.repeats(first.record.nativeId)) yield told((building.word + 1) % buildingWords.length)
  }
}

/** 住建房屋租赁: one record a lease; homes that are let have up to eight, one a year. */
export function* housingRentals(telling: Telling): Generator<Told> {
  const { world, random } = telling
  const { places } = world
  let serial = 0
  for (let premises = 0; premises < places.homes; premises++) {
    const household = world.livesIn[premises] as number
    if (household < 0 || world.rents[household] === 0) continue
    random.at(stream.ZJ, premises)
    const unitCode = unitCodeOf(places, premises, world.offset)
    const title = `云(${2004 + (premises % 20)})东渚区不动产权第${String((premises + world.offset) * 7 + 1_000_003).padStart(8, '0')}号`
    const present = world.firstPerson[household] as number
    const moved = world.movedOn[household] as number
    const years = random.between(1, 8)
    for (let back = 0; back < years; back++) {
      if (!telling.roll('coverage')) continue
      telling.begin()
      const start = world.today - random.between(20, 340) - back * 365
      // Leases from before the present household moved in were other people's.
      const tenant = moved > 0 && start < moved - 365 ? world.adult(random) : present
      const told = (): Told => {
        const { event, updated } = telling.timed(start)
        const day = Math.floor(event / 1440)
        const wrongUnit = telling.roll('unitCodeWrong')
        const neighbour = premises > 0 ? premises - 1 : premises + 1
        if (wrongUnit) telling.note({ kind: 'unitCodeWrong', field: 'unitCode', was: unitCode }, 'UNIT_CODE')
        return telling.tell(
          {
            filingNumber: `ZL${dateOf(day).slice(0, 4)}${String(world.offset * 4 + serial++).padStart(9, '0')}`,
            unitCode: wrongUnit ? unitCodeOf(places, neighbour, world.offset) : unitCode,
            titleNumber: title,
            name: telling.name(tenant),
            idNumber: telling.idNumber(tenant),
            address: telling.address(premises),
            leaseStart: dateOf(day),
            leaseEnd: dateOf(day + 364),
          },
          updated,
          { person: tenant, premises },
        )
      }
      const first = told()
      yield first
      if (telling.repeats(first.record.nativeId)) yield told()
    }
  }
}
