import { instantOf } from '../../../src-core/clock.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { contentOf, entryOfWire } from '../../../src-domain/distribution/content.rules.ts'
import { targetsOf } from '../../../src-domain/distribution/forms.ts'
import { handingOverOfWire } from '../../../src-domain/distribution/handing-over.ts'
import { after, standingOf, typedIn } from '../../../src-domain/distribution/standing.rules.ts'
import type { Dice } from './dice.ts'
import type { SimulatedPlatform } from './simulated-platform.ts'

/** The platform tells the systems what waits for them over their interfaces; some of it is refused. */
export function tellSystems(platform: SimulatedPlatform, dice: Dice, newId: () => string): void {
  const now = '2026-03-05T06:30:00.000Z'
  for (const { table, id, row } of platform.rows.values()) {
    if (table !== 'entries' || row.deleted) continue
    const shared = entryOfWire(id, row.fields)
    for (const target of targetsOf(shared.book)) {
      if (target.channel !== 'interface') continue
      const history = platform.rows
        .values()
        .flatMap((one) =>
          one.table === 'deliveries' && one.id.startsWith(`${id}.${target.system}.`)
            ? (handingOverOfWire(one.id, one.row.fields) ?? [])
            : [],
        )
      const content = contentOf(target, shared, typedIn(history))
      if (content === null || standingOf(content, history)?.standing !== 'waiting') continue
      const accepted = dice.chance(0.7)
      const fields = {
        ...{ entry: id, system: target.system, act: accepted ? 'confirmed' : 'rejected', content: content.hash },
        ...{ at: after(history, now), actor: null, batch: null, typed: null },
        receipt: accepted ? `${target.system}-1` : null,
        reason: accepted ? null : 'refused',
      }
      platform.writeOwn([{ table: 'deliveries', id: `${id}.${target.system}.${newId()}`, fields }])
    }
  }
}

/**
 * A system delivers some of its records at once: new ones, newer versions, some that it has taken back.
 *
 * @param nth delivery of the schedule: a system's own clock goes on whatever becomes of the platform
 */
export function deliverRecords(platform: SimulatedPlatform, dice: Dice, nth: number): void {
  const count = 1 + dice.below(12)
  const ids = new Set(Array.from({ length: count }, () => 1 + dice.below(20)))
  const rows = [...ids].map((n) => {
    const key = { table: 'source_records', id: `JZ:P${n}` }
    if (dice.chance(0.15)) return { ...key, fields: null }
    const sourceTime = instantOf(Date.parse('2026-03-01T00:00:00.000Z') + nth * 1000)
    const payload = canonicalJson({
      personCode: `P${n}`,
      name: `某${dice.below(9)}`,
      status: '在册',
      updatedAt: sourceTime,
    })
    const receivedAt = '2026-03-05T06:30:00.000Z'
    const fields = { system: 'JZ', nativeId: `P${n}`, sourceTime, receivedAt, contentHash: sha256(payload), payload }
    return { ...key, fields }
  })
  platform.writeOwn(rows)
}
