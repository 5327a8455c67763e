import type { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { officeRole } from '../../src-contract/roles.ts'
import { rolesThatMay } from '../../src-contract/acts.ts'
import type { MethodName } from '../../src-contract/contract.ts'
import type { ActorProblem, Mutation } from '../../src-contract/sync/push.ts'
import { valuesOf } from '../../src-domain/sync/merge.rules.ts'
import { dayOfInstant } from '../../src-domain/scoring/office-schemes.ts'

/** `early`: the platform had it before it had anything of the station's directory. */
export type NamedRow = {
  readonly table: string
  readonly id: string
  readonly fields: Fields
  readonly early?: boolean
}
/** What is known of a station's people: rows of accounts and of those who act for the chief, and all that the directory ever said. */
export type PeopleSaid = { readonly rows: readonly NamedRow[]; readonly directory: readonly DirectoryRecord[] }

type Person = { readonly number: string; readonly office: boolean; readonly role: string; readonly early: boolean }

/** A PC's clock may differ so much from this platform's, ms. */
const tolerance = 15 * 60_000

/** The people of a station, as far as its PCs and the directory have named them. */
export class StationPeople {
  readonly #people = new Map<string, Person>()
  readonly #directory: readonly DirectoryRecord[]
  readonly #acting: readonly Fields[]
  readonly #said = new Map<string, readonly DirectoryRecord[]>()

  /** @param sent also names people: those who are new come in front of what they did */
  constructor({ rows, directory }: PeopleSaid, sent: readonly Mutation[]) {
    const own = sent.map((one): NamedRow => ({ table: one.table, id: one.id, fields: valuesOf(one) }))
    this.#directory = directory
    for (const { account, staffNumber: number, role } of directory)
      this.#people.set(account, { number, office: false, role, early: true })
    // What the station has goes before what comes: who is known is not made somebody else by it.
    for (const { table, id, fields, early = false } of [...rows, ...own]) {
      if (table !== 'accounts' || this.#people.has(id)) continue
      const number = typeof fields['staffNumber'] === 'string' ? fields['staffNumber'] : ''
      const role = String(fields['role'])
      this.#people.set(id, { number, role, office: role === officeRole, early })
    }
    this.#acting = [...rows, ...own].filter(({ table }) => table === 'acting_periods').map(({ fields }) => fields)
  }

  /** Somebody of the station; nobody of the superior office, whose decisions are made at the platform. */
  isOfStation(account: string): boolean {
    return this.#people.get(account)?.office === false
  }

  /** One person, also under the ids of two PCs. */
  isSame(one: string, other: string): boolean {
    const number = this.#people.get(one)?.number ?? ''
    return one === other || (number !== '' && number === this.#people.get(other)?.number)
  }

  /**
   * Why somebody could not have done this. The directory says who may do what; until it says anything of the station, what its PCs say of
   * their people stands, and whom nobody has described is not judged. Whom it does not list was known before it, or is nobody.
   *
   * @param acts methods of which their role may call one; null: whoever is of the station
   * @param times as it is said when it was: one at which they could is enough, and so is now
   */
  whyNot(account: string, acts: readonly MethodName[] | null, times: readonly string[]): ActorProblem | undefined {
    const person = this.#people.get(account)
    if (person?.office === true) return 'actor.unlisted'
    const said = this.#saidOf(account)
    if (said.length === 0 && this.#directory.length > 0 && person?.early !== true) return 'actor.unlisted'
    if (said.length === 0 && person === undefined) return undefined
    const roles = said.length === 0 ? [person?.role ?? ''] : rolesAround(said, times)
    if (roles.length === 0) return 'actor.ended'
    if (acts === null) return undefined
    const may: ReadonlySet<string> = rolesThatMay(acts)
    return roles.some((role) => may.has(role)) ? undefined : 'actor.role'
  }

  #saidOf(account: string): readonly DirectoryRecord[] {
    const known = this.#said.get(account)
    if (known !== undefined) return known
    const own = this.#directory.filter((record) => record.account === account)
    const said = own.length > 0 ? own : this.#directory.filter((record) => this.isSame(record.account, account))
    this.#said.set(account, said)
    return said
  }

  /**
   * Whether somebody could decide what asks for `level` at that time, or can now; also while a PC's clock was a little off. Somebody who was
   * known before there was a directory, and whom it does not list, is not judged by it.
   */
  mayDecide(account: string, level: string, at: string): boolean {
    const said = this.#saidOf(account)
    if (said.length === 0) return this.whyNot(account, null, [at]) === undefined
    const decided = Date.parse(at)
    const roles = rolesAround(said, [at])
    if (roles.includes('chief')) return true
    if (level === 'another') return roles.includes('clerk') || roles.includes('officer')
    return roles.length > 0 && !Number.isNaN(decided) && this.#actsForChief(account, dayOfInstant(at))
  }

  #actsForChief(account: string, day: string): boolean {
    return this.#acting.some(
      ({ deputy, from, to }) =>
        typeof deputy === 'string' && this.isSame(deputy, account) && String(from) <= day && String(to) >= day,
    )
  }
}

/** Roles in force at one of these times, as far as clocks agree, or now. */
function rolesAround(records: readonly DirectoryRecord[], times: readonly string[]): string[] {
  const known = times.map((time) => Date.parse(time)).filter((time) => !Number.isNaN(time))
  const around = known.flatMap((time) => [time - tolerance, time, time + tolerance])
  return [...new Set([...around, Infinity].flatMap((time) => rolesAt(records, time)))]
}

/** Roles in force then; before the directory said anything of somebody, what it said first. */
function rolesAt(records: readonly DirectoryRecord[], time: number): string[] {
  return [...new Set(records.map(({ account }) => account))].flatMap((account) => {
    const own = records.filter((each) => each.account === account).sort((a, b) => a.revision - b.revision)
    const record = own.findLast(({ at }) => Date.parse(at) <= time)
    if (record === undefined) return time === Infinity ? [] : [own[0]?.role ?? '']
    const day = time === Infinity ? '' : dayOfInstant(new Date(time).toISOString())
    return record.active && (record.until === undefined || day <= record.until) ? [record.role] : []
  })
}

/** Whether a mutation may say who decided a review, and how. */
function decidesReview({ table, fields }: Mutation): boolean {
  return table === 'reviews' && ['status', 'decidedBy'].some((field) => Object.hasOwn(fields, field))
}

/** `asItWas`: what was decided before, and is said again. `sent`: the transaction. */
type Judged = { readonly before: Fields | undefined; readonly asItWas: boolean; readonly sent: readonly Mutation[] }

/**
 * The field of a decision that says something no honest PC says: who decides is somebody of the station, acts in what is sent, is not who
 * asked, and could decide. Of what was decided before and is said
 * again, only that nobody decided their own.
 */
export function wrongDecider(
  people: StationPeople,
  mutation: Mutation,
  { before, asItWas, sent }: Judged,
): 'decidedBy' | 'actor' | undefined {
  if (!decidesReview(mutation)) return undefined
  const said = valuesOf(mutation)
  const row = { ...before, ...said }
  const decides = row['status'] === 'approved' || row['status'] === 'returned'
  const isNew = ['status', 'decidedBy'].some((field) => Object.hasOwn(said, field) && said[field] !== before?.[field])
  if (!decides || !isNew) return undefined
  const { decidedBy, askedBy, decidedAt, level } = row
  if (typeof decidedBy !== 'string') return asItWas ? undefined : 'decidedBy'
  if (typeof askedBy === 'string' && people.isSame(decidedBy, askedBy)) return 'decidedBy'
  if (asItWas) return undefined
  if (!people.isOfStation(decidedBy)) return 'actor'
  // An act is sent under the name of whoever made its first step, which may be the step that was asked for.
  const acts = (one: Mutation): boolean => one.actor === decidedBy || one.fields['actor']?.value === decidedBy
  if (!sent.some(acts)) return 'actor'
  return people.mayDecide(decidedBy, String(level), String(decidedAt)) ? undefined : 'decidedBy'
}
