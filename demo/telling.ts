import { nativeIdOf } from '../src-core/features/sources/catalog.ts'
import type { SystemDefinition, SystemId } from '../src-contract/systems.ts'
import { misplaced, spelledAddress, standardAddress, type Head } from './addresses.ts'
import { instantOf, wallTimeOf } from './calendar.ts'
import type { DefectDice } from './defects.ts'
import type { ConflictKind } from '../src-contract/conflicts.ts'
import type { DemoRecord, SeededDefect, TruthRow } from './demo.types.ts'
import { nameVariant } from './name-variants.ts'
import { placeOf, type Place } from './places.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

export interface Told {
  readonly record: DemoRecord
  readonly truth: TruthRow
}

/** A record with a part of its fields not set yet. */
export type Draft = Record<string, string | null | undefined>

/**
 * How one system tells of the world: spells addresses and names, is late, makes mistakes, and keeps what is true beside it.
 * Collects the defects of one record between `begin` and `tell`.
 */
export class Telling {
  readonly world: World
  readonly dice: DefectDice
  readonly random: Random
  readonly definition: SystemDefinition
  readonly id: SystemId
  readonly #head: Head
  /** Last minute that the system's last export holds: before 06:00 of the station's day. */
  readonly #exported: number
  #defects: SeededDefect[] = []
  #conflicts: ConflictKind[] = []

  constructor(world: World, dice: DefectDice, random: Random, definition: SystemDefinition, head: Head) {
    this.world = world
    this.dice = dice
    this.random = random
    this.definition = definition
    this.id = definition.id
    this.#head = head
    this.#exported = world.today * 1440 + 359
  }

  begin(): void {
    this.#defects = []
    this.#conflicts = []
  }

  roll(kind: Parameters<DefectDice['roll']>[0]): boolean {
    return this.dice.roll(kind, this.random)
  }

  note(defect: SeededDefect, conflict?: ConflictKind): void {
    this.#defects.push(defect)
    if (conflict !== undefined && !this.#conflicts.includes(conflict)) this.#conflicts.push(conflict)
  }

  /** Address of a home or office as this system writes it. */
  address(premises: number): string {
    return this.addressOf(placeOf(this.world.places, premises))
  }

  addressOf(right: Place): string {
    const { places } = this.world
    const wrong = this.roll('wrongDoor')
    const place = wrong ? misplaced(right, this.random) : right
    const floorless = right.kind !== 'lane' && this.roll('missingFloor')
    const varied = this.roll('addressVariant')
    if (!wrong && !floorless && !varied) return standardAddress(places, right, this.#head)
    const was = standardAddress(places, right, this.#head)
    if (wrong) this.note({ kind: 'wrongDoor', field: 'address', was }, 'DOOR_MISMATCH')
    if (floorless) this.note({ kind: 'missingFloor', field: 'address', was }, 'FLOOR_MISSING')
    if (!varied) return standardAddress(places, place, this.#head, !floorless)
    this.note({ kind: 'addressVariant', field: 'address', was })
    return spelledAddress(places, place, this.#head, !floorless, this.random)
  }

  name(index: number): string | null {
    const name = this.world.name(index)
    if (this.roll('nameMissing')) {
      this.note({ kind: 'nameMissing', field: 'name', was: name })
      return null
    }
    if (!this.roll('nameVariant')) return name
    const variant = nameVariant(name, this.world.isFemale(index), this.random, this.dice.defects.nameVariantKinds)
    this.note({ kind: 'nameVariant', field: 'name', was: name, as: variant.kind })
    return variant.text
  }

  phone(index: number): string | null {
    const right = this.world.phone(index)
    if (right === null) return null
    if (this.roll('phoneMissing')) {
      this.note({ kind: 'phoneMissing', field: 'phone', was: right })
      return null
    }
    if (!this.roll('phoneChanged')) return right
    this.note({ kind: 'phoneChanged', field: 'phone', was: right })
    return this.world.phone(index, true)
  }

  idNumber(index: number): string | null {
    const right = this.world.idNumber(index)
    if (this.roll('idMissing')) {
      this.note({ kind: 'idMissing', field: 'idNumber', was: right })
      return null
    }
    if (this.roll('idDamaged')) {
      this.note({ kind: 'idDamaged', field: 'idNumber', was: right }, 'ID_CHECK')
      // One wrong digit among the sequence number: MOD 11-2 notices every single one.
      const at = 14 + this.random.below(3)
      const digit = (Number(right.charAt(at)) + this.random.between(1, 9)) % 10
      return right.slice(0, at) + digit + right.slice(at + 1)
    }
    if (this.roll('idOfAnother') && this.world.people > 10) {
      this.note({ kind: 'idOfAnother', field: 'idNumber', was: right }, 'ID_NAME')
      return this.world.idNumber((index + Math.floor(this.world.people / 2) + this.random.below(5)) % this.world.people)
    }
    return right
  }

  /**
   * When something happened and when this system was told, in minutes. The event moves back as far as the delay needs, since
   * nothing is told after the last export.
   */
  timed(day: number): { event: number; updated: number } {
    const late = this.roll('late')
    const lag = this.definition.lagHours * 60
    const delay = Math.ceil(late ? lag * (1.2 + 2.8 * this.random.next()) : lag * (0.05 + 0.75 * this.random.next()))
    if (late) this.note({ kind: 'late', field: 'updatedAt' })
    const at = day * 1440 + 480 + this.random.below(720)
    const event = Math.min(at, this.#exported - delay)
    return { event, updated: event + delay }
  }

  /** Closes the record; fields that are null, undefined or empty are left out. */
  tell(
    draft: Draft,
    updated: number,
    about: { person?: number | null; premises?: number | null; stated?: number | null; organisation?: number | null },
  ): Told {
    const payload: Record<string, string> = {}
    for (const field of this.definition.fields) {
      const value = draft[field.key]
      if (value !== null && value !== undefined && value !== '') payload[field.key] = value
    }
    payload['updatedAt'] = wallTimeOf(updated)
    const nativeId = nativeIdOf(this.definition, payload)
    if (nativeId === null) throw new Error(`a ${this.id} record without its key`)
    const { offset } = this.world
    const id = (letter: string, index: number | null | undefined): string | null =>
      index === null || index === undefined ? null : `${letter}${index + offset}`
    const premises = id('r', about.premises)
    const system = this.id
    return {
      record: { system, nativeId, sourceTime: instantOf(updated), payload },
      truth: {
        system,
        nativeId,
        person: id('p', about.person),
        premises,
        statedPremises: about.stated === undefined ? premises : id('r', about.stated),
        organisation: id('o', about.organisation),
        defects: this.#defects,
        conflicts: this.#conflicts,
      },
    }
  }

  /** A second record of the same thing: decides whether there is one, and notes which record it repeats. */
  repeats(nativeId: string): boolean {
    if (!this.roll('duplicate')) return false
    this.begin()
    this.note({ kind: 'duplicate', was: nativeId }, 'IN_SOURCE_DUP')
    return true
  }
}
