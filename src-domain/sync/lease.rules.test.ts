import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginLease, clockTolerance, leaseHolds, leaseMs, passTime, type Lease, type Moment } from './lease.rules.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2026, 10, 2)

/** A PC and its clock, as they are and as the program sees them. */
class Pc {
  real = 0
  wall = start
  #startedAt = 0
  #bootedAt = 0
  #run = 0
  lease: Lease
  readonly #saysBoot: boolean

  constructor(saysBoot = true) {
    this.#saysBoot = saysBoot
    this.lease = beginLease(leaseMs, this.moment())
  }
  moment(): Moment {
    const sinceBoot = this.#saysBoot ? this.real - this.#bootedAt : null
    return { wall: this.wall, monotonic: this.real - this.#startedAt, sinceBoot, run: String(this.#run) }
  }
  /** What the program notes and says. */
  mayLookUp(): boolean {
    this.lease = passTime(this.lease, this.moment())
    return leaseHolds({ enrolled: true, stopped: false, left: this.lease.left })
  }
  pass(ms: number): void {
    this.real += ms
    this.wall += ms
  }
  /** The program ends, and with `boot` the PC; it starts again after so long. */
  restart(off: number, boot: boolean): void {
    this.pass(off)
    this.#startedAt = this.real
    this.#run += 1
    if (boot) this.#bootedAt = this.real
  }
  contact(): void {
    this.lease = beginLease(leaseMs, this.moment())
  }
}

describe('a clock that is set', () => {
  test('back a year an hour after the last contact gains nothing: after three days nothing is looked up', () => {
    const pc = new Pc()
    pc.pass(hour)
    expect(pc.mayLookUp()).toBe(true)
    pc.wall -= 365 * day
    for (let n = 0; n < 70; n += 1) {
      pc.pass(hour)
      expect(pc.mayLookUp()).toBe(true)
    }
    pc.pass(2 * hour)
    expect(pc.mayLookUp()).toBe(false)
    pc.pass(300 * day)
    expect(pc.mayLookUp()).toBe(false)
  })

  test('back between two starts ends the lease, until the next contact', () => {
    const pc = new Pc()
    pc.pass(hour)
    expect(pc.mayLookUp()).toBe(true)
    pc.wall -= day
    pc.restart(minute, true)
    expect(pc.mayLookUp()).toBe(false)
    pc.wall += day
    pc.restart(minute, true)
    expect(pc.mayLookUp()).toBe(false)
    pc.contact()
    expect(pc.mayLookUp()).toBe(true)
  })

  test('right after it was a year ahead at the contact neither prolongs nor ends it', () => {
    const pc = new Pc()
    pc.wall += 365 * day
    pc.contact()
    pc.wall -= 365 * day
    pc.pass(71 * hour)
    expect(pc.mayLookUp()).toBe(true)
    pc.restart(2 * hour, true)
    expect(pc.mayLookUp()).toBe(false)
  })

  test('back an hour, as a second system on the PC does it, ends nothing; again and again it does', () => {
    const pc = new Pc()
    pc.wall -= hour
    pc.restart(minute, true)
    expect(pc.mayLookUp()).toBe(true)
    pc.wall -= hour
    pc.restart(minute, true)
    expect(pc.mayLookUp()).toBe(false)
  })

  test('back by as long as the PC ran without the program is seen by how long it was on', () => {
    const pc = new Pc()
    expect(pc.mayLookUp()).toBe(true)
    pc.restart(73 * hour, false)
    pc.wall -= 73 * hour
    expect(pc.mayLookUp()).toBe(false)
  })
})

test('a lease never lasts longer than three days, whatever is granted', () => {
  expect(beginLease(1_000 * day, new Pc().moment()).left).toBe(leaseMs)
  expect(beginLease(Number.MIN_SAFE_INTEGER, new Pc().moment()).left).toBe(0)
})

test('a PC that belongs to no platform looks up as it likes; one that was stopped does not', () => {
  expect(leaseHolds({ enrolled: false, stopped: true, left: 0 })).toBe(true)
  expect(leaseHolds({ enrolled: true, stopped: true, left: leaseMs })).toBe(false)
})

type Step =
  | { readonly kind: 'run'; readonly ms: number }
  | { readonly kind: 'jump'; readonly by: number; readonly seen: boolean }
  | { readonly kind: 'restart'; readonly off: number; readonly boot: boolean; readonly by: number }
  | { readonly kind: 'contact' }

const span = fc.oneof(fc.integer({ min: 0, max: 2 * hour }), fc.integer({ min: 0, max: 100 * hour }))
const shift = fc.oneof(
  fc.integer({ min: -5 * minute, max: 5 * minute }),
  fc.integer({ min: -100 * hour, max: 100 * hour }),
  fc.constantFrom(-365 * day, 365 * day),
)
const run = fc.record({ kind: fc.constant('run' as const), ms: span })
const jump = fc.record({ kind: fc.constant('jump' as const), by: shift, seen: fc.boolean() })
const contact = fc.record({ kind: fc.constant('contact' as const) })
const restart = (by: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant('restart' as const), off: span, boot: fc.boolean(), by })
const never = fc.constant(0)

/** @param seen told after each step: since the last contact, what has passed and what nobody can tell of it */
function play(
  pc: Pc,
  steps: readonly Step[],
  seen: (may: boolean, since: { real: number; hidden: number; caught: boolean }) => void,
): void {
  let since = { real: 0, hidden: 0, caught: false }
  for (const step of steps) {
    const before = pc.real
    if (step.kind === 'run') pc.pass(step.ms)
    if (step.kind === 'jump') pc.wall += step.by
    if (step.kind === 'restart') {
      // Noted every minute while it runs.
      pc.mayLookUp()
      pc.wall += step.by
      pc.restart(step.off, step.boot)
    }
    if (step.kind === 'contact') {
      pc.contact()
      since = { real: 0, hidden: 0, caught: false }
    } else {
      const by = step.kind === 'run' ? 0 : step.by
      // Set back while the PC is off, by no more than it was off for: nobody can know it.
      const hidden = step.kind === 'restart' && by < 0 ? Math.min(-by, step.off) : 0
      since = {
        real: since.real + pc.real - before,
        hidden: since.hidden + hidden,
        // Further back than it was when it went off.
        caught: since.caught || (step.kind === 'restart' && by < -step.off - clockTolerance),
      }
    }
    // Whatever was done to the clock shows itself only with the next look at it.
    if (step.kind !== 'jump' || step.seen) seen(pc.mayLookUp(), since)
  }
}

const steps = (...kinds: fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 30 })

describe('whatever happens to the clock', () => {
  test('nothing is looked up more than three days after the last contact, as far as a PC can know it', () => {
    fc.assert(
      fc.property(steps(run, jump, restart(shift), contact), fc.boolean(), (all, saysBoot) => {
        play(new Pc(saysBoot), all, (may, { real, hidden }) => {
          if (real - hidden > leaseMs + clockTolerance) expect(may).toBe(false)
        })
      }),
      { numRuns: 3_000 },
    )
  })

  test('one that stands further back than at the last stop ends the lease until the next contact', () => {
    fc.assert(
      fc.property(steps(run, jump, restart(shift), contact), fc.boolean(), (all, saysBoot) => {
        play(new Pc(saysBoot), all, (may, { caught }) => {
          if (caught) expect(may).toBe(false)
        })
      }),
      { numRuns: 3_000 },
    )
  })

  test('a clock that is set only while the program runs gains not a second', () => {
    fc.assert(
      fc.property(steps(run, jump, restart(never), contact), fc.boolean(), (all, saysBoot) => {
        play(new Pc(saysBoot), all, (may, { real }) => {
          if (real >= leaseMs) expect(may).toBe(false)
        })
      }),
      { numRuns: 3_000 },
    )
  })

  test('an honest one that is a little off may look up for three days, to the last minute', () => {
    const little = fc.integer({ min: -minute, max: minute })
    const corrected = fc.record({ kind: fc.constant('jump' as const), by: little, seen: fc.boolean() })
    fc.assert(
      fc.property(steps(run, corrected, restart(little), contact), fc.boolean(), (all, saysBoot) => {
        play(new Pc(saysBoot), all, (may, { real }) => {
          expect(may || real >= leaseMs - all.length * minute).toBe(true)
        })
      }),
      { numRuns: 3_000 },
    )
  })

  test('an honest one that is never set may look up for three days exactly', () => {
    fc.assert(
      fc.property(steps(run, restart(never), contact), fc.boolean(), (all, saysBoot) => {
        play(new Pc(saysBoot), all, (may, { real }) => expect(may).toBe(real < leaseMs))
      }),
      { numRuns: 2_000 },
    )
  })
})
