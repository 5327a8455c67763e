import { dateOf, dayOf, yearOf } from './calendar.ts'
import { phoneNumber, residentId } from './identifiers.ts'
import { drawDottedName, drawGivenName, drawSurname, surnames } from './names.ts'
import { buildPlaces, homeCounty, otherCounties, type Places } from './places.ts'
import { Random, weightsOf } from './random.ts'
import { stream } from './streams.ts'

/** head, spouse, child, parent of the head, flatmate. */
export const relations = ['户主', '配偶', '子女', '父母', '合租'] as const

const kindsOfHousehold = [
  'single',
  'couple',
  'one child',
  'two children',
  'three generations',
  'elderly couple',
  'one parent',
  'flatmates',
] as const
const householdWeights = weightsOf([22, 19, 24, 10, 9, 9, 4, 3])

/** One person, drawn again from the arrays whenever asked for. */
export interface Person {
  readonly index: number
  readonly name: string
  readonly female: boolean
  /** YYYY-MM-DD */
  readonly birthDate: string
  readonly age: number
  readonly idNumber: string
  readonly household: number
  readonly relation: (typeof relations)[number]
  /** Moved away from the station's area; only registers that are behind still list the person elsewhere. */
  readonly left: boolean
}

/**
 * The station's world as flat arrays: about 60 bytes a person, whatever the size. Persons, households and premises are numbered
 * from 0; `offset` is added where a number becomes an identifier, so that two worlds never share one.
 */
export class World {
  readonly random: Random
  readonly places: Places
  readonly today: number
  readonly people: number
  readonly households: number
  readonly organisations: number
  readonly offset: number

  readonly householdOf: Int32Array
  readonly #birthDay: Int32Array
  readonly #birthYear: Uint16Array
  readonly #female: Uint8Array
  readonly #relation: Uint8Array
  readonly #surname: Uint16Array
  readonly #county: Uint8Array
  readonly #sequence: Uint16Array
  readonly #left: Uint8Array

  readonly firstPerson: Int32Array
  readonly dotted: Uint8Array
  readonly floating: Uint8Array
  readonly rents: Uint8Array
  /** Present premises of a household, the one before (-1: none in the area) and the day of the move (0: long ago). */
  readonly home: Int32Array
  readonly formerHome: Int32Array
  readonly movedOn: Int32Array
  /** Household that lives in a premises, and the one that lived there before; -1: none. */
  readonly livesIn: Int32Array
  readonly livedIn: Int32Array

  constructor(seed: string, people: number, today: string, offset: number) {
    this.random = new Random(seed)
    this.people = people
    this.today = dayOf(today)
    this.offset = offset
    this.householdOf = new Int32Array(people)
    this.#birthDay = new Int32Array(people)
    this.#birthYear = new Uint16Array(people)
    this.#female = new Uint8Array(people)
    this.#relation = new Uint8Array(people)
    this.#surname = new Uint16Array(people)
    this.#county = new Uint8Array(people)
    this.#sequence = new Uint16Array(people)
    this.#left = new Uint8Array(people)
    const firstPerson = new Int32Array(people + 1)
    const dotted = new Uint8Array(people)
    const floating = new Uint8Array(people)
    const rents = new Uint8Array(people)
    const households = this.#populate(firstPerson, dotted, floating, rents)
    this.households = households
    this.firstPerson = firstPerson.subarray(0, households + 1)
    this.dotted = dotted.subarray(0, households)
    this.floating = floating.subarray(0, households)
    this.rents = rents.subarray(0, households)
    this.#numberIds()
    this.organisations = Math.max(3, Math.round(people / 14))
    this.places = buildPlaces(
      this.random,
      Math.ceil(households * 1.09) + 2,
      this.organisations,
      offset === 0 ? '' : '二期',
    )
    this.home = new Int32Array(households)
    this.formerHome = new Int32Array(households).fill(-1)
    this.movedOn = new Int32Array(households)
    this.livesIn = new Int32Array(this.places.homes).fill(-1)
    this.livedIn = new Int32Array(this.places.homes).fill(-1)
    this.#house()
  }

  #populate(firstPerson: Int32Array, dotted: Uint8Array, floating: Uint8Array, rents: Uint8Array): number {
    let person = 0
    let household = 0
    for (; person < this.people; household++) {
      const random = this.random.at(stream.householdShape, household)
      firstPerson[household] = person
      const kind = kindsOfHousehold[random.weighted(householdWeights)] as (typeof kindsOfHousehold)[number]
      dotted[household] = random.chance(0.006) ? 1 : 0
      const moving =
        kind === 'flatmates' || random.chance(kind === 'single' ? 0.35 : kind === 'elderly couple' ? 0.02 : 0.16)
      floating[household] = moving ? 1 : 0
      rents[household] = moving ? (random.chance(0.85) ? 1 : 0) : random.chance(0.1) ? 1 : 0
      const county = moving && otherCounties.length > 0 ? random.between(1, otherCounties.length) : 0
      const headAge =
        kind === 'elderly couple'
          ? random.between(60, 92)
          : kind === 'flatmates'
            ? random.between(18, 38)
            : kind === 'single'
              ? random.chance(0.3)
                ? random.between(60, 95)
                : random.between(20, 59)
              : random.between(25, 58)
      const headFemale = kind === 'one parent' || random.chance(kind === 'single' || kind === 'flatmates' ? 0.5 : 0.18)
      const headName = drawSurname(random)
      const add = (age: number, female: boolean, relation: number, surname: number): void => {
        if (person >= this.people) return
        this.householdOf[person] = household
        this.#birthDay[person] = this.today - Math.floor(Math.max(0, age) * 365.25) - random.below(365) - 1
        this.#birthYear[person] = yearOf(this.#birthDay[person] as number)
        this.#female[person] = female ? 1 : 0
        this.#relation[person] = relation
        this.#surname[person] = surname
        this.#county[person] = relation === 4 ? random.between(0, otherCounties.length) : county
        this.#left[person] = random.chance(0.02) ? 1 : 0
        person++
      }
      add(headAge, headFemale, 0, headName)
      const partner = (): void => add(headAge + random.between(-4, 3), !headFemale, 1, drawSurname(random))
      const child = (surname: number): void =>
        add(Math.min(headAge - 21, random.between(0, 30)), random.chance(0.48), 2, surname)
      if (kind === 'flatmates')
        for (let i = random.between(1, 3); i > 0; i--)
          add(random.between(18, 38), random.chance(0.5), 4, drawSurname(random))
      if (kind === 'one parent') child(drawSurname(random))
      if (kind === 'couple' || kind === 'elderly couple') partner()
      if (kind === 'one child' || kind === 'two children' || kind === 'three generations') {
        const husbandAt = headFemale ? person : person - 1
        partner()
        const surname = this.#surname[Math.min(husbandAt, this.people - 1)] as number
        child(surname)
        if (kind === 'two children') child(surname)
        if (kind === 'three generations') {
          add(headAge + random.between(22, 33), false, 3, headName)
          if (random.chance(0.6)) add(headAge + random.between(21, 31), true, 3, drawSurname(random))
        }
      }
    }
    firstPerson[household] = this.people
    return household
  }

  /** Sequence numbers: no two people of one county, day and sex share one. The odd ones are for men. */
  #numberIds(): void {
    const used = new Map<number, number>()
    for (let i = 0; i < this.people; i++) {
      const county = this.offset > 0 ? 0 : (this.#county[i] as number)
      const key = (((this.#birthDay[i] as number) + 60_000) * 64 + county) * 2 + (this.#female[i] as number)
      const before = used.get(key) ?? (key * 2654435 + this.offset * 13) % 500
      used.set(key, (before + 7) % 500)
      this.#sequence[i] = before * 2 + (this.#female[i] === 1 ? 0 : 1)
    }
  }

  #house(): void {
    const homes = new Int32Array(this.places.homes).map((_, i) => i)
    const random = this.random.at(stream.housing, 0)
    for (let i = homes.length - 1; i > 0; i--) {
      const j = random.below(i + 1)
      const kept = homes[i] as number
      homes[i] = homes[j] as number
      homes[j] = kept
    }
    for (let h = 0; h < this.households; h++) {
      const premises = homes[h] as number
      this.home[h] = premises
      this.livesIn[premises] = h
      const draw = this.random.at(stream.household, h)
      const moved = draw.chance(this.rents[h] === 1 ? 0.6 : 0.28)
      // The latest move is 130 days ago, so that even the slowest register had time to be late with it.
      if (moved) this.movedOn[h] = this.today - draw.between(130, 1800)
      if (!moved || (this.floating[h] === 1 && draw.chance(0.5))) continue
      const former = homes[draw.below(homes.length)] as number
      if (former === premises || this.livedIn[former] !== -1) continue
      this.formerHome[h] = former
      this.livedIn[former] = h
    }
  }

  name(index: number): string {
    const household = this.householdOf[index] as number
    const random = this.random.at(stream.givenName, index)
    if (this.dotted[household] === 1) return drawDottedName(random)
    return (
      (surnames[this.#surname[index] as number] as string) +
      drawGivenName(random, this.#female[index] === 1, this.#birthYear[index] as number)
    )
  }

  person(index: number): Person {
    const birth = this.#birthDay[index] as number
    const birthDate = dateOf(birth)
    return {
      index,
      name: this.name(index),
      female: this.#female[index] === 1,
      birthDate,
      age: Math.floor((this.today - birth) / 365.25),
      idNumber: this.idNumber(index),
      household: this.householdOf[index] as number,
      relation: relations[this.#relation[index] as number] as Person['relation'],
      left: this.#left[index] === 1,
    }
  }

  /** Day number of the birth. */
  birthDay(index: number): number {
    return this.#birthDay[index] as number
  }

  isFemale(index: number): boolean {
    return this.#female[index] === 1
  }

  age(index: number): number {
    return Math.floor((this.today - (this.#birthDay[index] as number)) / 365.25)
  }

  /** People of a further world (offset above 0) all have the county's former code, so that no ID number is drawn twice. */
  countyCode(index: number): string {
    if (this.offset > 0) return '990122'
    const county = this.#county[index] as number
    return county === 0 ? homeCounty : (otherCounties[county - 1] as { code: string }).code
  }

  /** Province, city and county of the registered address, where it is not this county; otherwise null. */
  otherCounty(index: number): string | null {
    const county = this.#county[index] as number
    return county === 0 ? null : (otherCounties[county - 1] as { text: string }).text
  }

  idNumber(index: number): string {
    return residentId(this.countyCode(index), dateOf(this.#birthDay[index] as number), this.#sequence[index] as number)
  }

  /**
   * The number at which a person is reached: children and a part of the very old are reached at the head of their household.
   * `former` is the number that the same phone had before; null when nobody in the household has one.
   */
  phone(index: number, former = false): string | null {
    const owner = this.#hasPhone(index) ? index : (this.firstPerson[this.householdOf[index] as number] as number)
    return this.#hasPhone(owner) ? phoneNumber((owner + this.offset) * 4 + (former ? 1 : 0)) : null
  }

  /** A number that belongs to nobody of this world. */
  strangersPhone(index: number): string {
    return phoneNumber((index + this.offset) * 4 + 2)
  }

  #hasPhone(index: number): boolean {
    const age = this.age(index)
    return age >= 14 && (age < 75 || index % 4 !== 0)
  }

  /** Owner of a home: its household's head, or for let and empty homes an adult who lives elsewhere. */
  ownerOf(premises: number): number {
    const household = this.livesIn[premises] as number
    if (household >= 0 && this.rents[household] === 0) return this.firstPerson[household] as number
    return this.adult(this.random.at(stream.owner, premises))
  }

  /** Some adult; draws from the given sequence. */
  adult(random: Random): number {
    const index = random.below(this.people)
    return this.age(index) >= 18 ? index : (this.firstPerson[this.householdOf[index] as number] as number)
  }
}
