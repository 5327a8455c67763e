import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { standardAddress } from '../addresses.ts'
import { organisationOf, type Organisation } from '../organisations.ts'
import { placeOf, type Building } from '../places.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'

/** A step of an entry's life, on its day. */
export interface DemoStep {
  readonly transition: string
  readonly fields: Readonly<Record<string, string>>
  readonly note: string
  readonly on: string
}

/** What becomes of one entry: as it is filed, and its steps up to today. */
export interface Life {
  readonly book: string
  /** Day on which it is filed. */
  readonly on: string
  readonly beat: string
  readonly fields: Readonly<Record<string, string>>
  readonly steps: readonly DemoStep[]
}

type Wanted = {
  readonly transition: string
  /** Days after the step before, or after the filing. */
  readonly after: number
  readonly fields: (on: string) => Readonly<Record<string, string>>
  readonly note?: string
}

/** Recent steps are open at some entries, so that every state is seen and something is due. */
const settledAfter = 24

/** One entry to be: who and what it is about is drawn from the station's world. */
export class LifeDraw {
  readonly world: World
  readonly dice: Random
  /** The entry's number among all, for what must not be the same twice. */
  readonly serial: number
  readonly today: string
  /** Day of the act. */
  readonly day: string
  readonly #beats: readonly string[]

  constructor(
    world: World,
    dice: Random,
    beats: readonly string[],
    at: { serial: number; day: string; today: string },
  ) {
    this.world = world
    this.dice = dice
    this.#beats = beats
    this.serial = at.serial
    this.day = at.day
    this.today = at.today
  }

  /** The steps up to today: what lies some weeks back was done, of the rest some is still to do. */
  steps(from: string, wanted: readonly Wanted[]): DemoStep[] {
    const taken: DemoStep[] = []
    let on = from
    for (const { transition, after, fields, note } of wanted) {
      on = addDays(on, after)
      if (on > this.today) break
      if (on > addDays(this.today, -settledAfter) && this.dice.chance(0.35)) break
      taken.push({ transition, fields: fields(on), note: note ?? '', on })
    }
    return taken
  }

  beatOf(premises: number): string {
    const { places } = this.world
    const building = places.buildings[places.buildingOf[premises] as number] as Building
    const { length } = this.#beats
    if (length <= places.beats) return this.#beats[building.beat % length] as string
    // More beats than the places have share their buildings home by home; the first two are the busy ones.
    return this.#beats[premises % 5 < 2 ? premises % 5 : premises % length] as string
  }

  address(premises: number): string {
    return standardAddress(this.world.places, placeOf(this.world.places, premises))
  }

  homeOf(person: number): number {
    return this.world.home[this.world.householdOf[person] as number] as number
  }

  /** Some person of the world, by a number that may be any. */
  someone(number: number): number {
    return number % this.world.people
  }

  organisation(number: number): Organisation {
    return organisationOf(this.world, number % this.world.organisations)
  }

  /** A phone as it is written into the book. */
  phone(person: number): string {
    return this.world.phone(person) ?? '未提供'
  }

  /** Name, document, birth date, sex and phone of a person, as L02 and L03 ask for them. */
  identity(person: number): Record<string, string> {
    return {
      name: this.world.name(person),
      documentKind: 'resident-id',
      documentNumber: this.world.idNumber(person),
      phone: this.phone(person),
    }
  }

  /** `3` days later. */
  later(days: number, from: string = this.day): string {
    return addDays(from, days)
  }
}
