import JZ from '../../../resources/catalogs/systems/JZ.json' with { type: 'json' }
import JCJ from '../../../resources/catalogs/systems/JCJ.json' with { type: 'json' }
import MZ from '../../../resources/catalogs/systems/MZ.json' with { type: 'json' }
import WG from '../../../resources/catalogs/systems/WG.json' with { type: 'json' }
import WY from '../../../resources/catalogs/systems/WY.json' with { type: 'json' }
import YJ from '../../../resources/catalogs/systems/YJ.json' with { type: 'json' }
import ZJ from '../../../resources/catalogs/systems/ZJ.json' with { type: 'json' }
import { SystemDefinition, systemIds, type SystemId } from '../../../src-contract/systems.ts'

function load(): ReadonlyMap<SystemId, SystemDefinition> {
  const byId = new Map<SystemId, SystemDefinition>()
  for (const json of [JZ, JCJ, MZ, WG, WY, YJ, ZJ]) {
    const definition = SystemDefinition.parse(json)
    byId.set(definition.id, definition)
  }
  // The catalog keeps the order of systemIds, because bit i of subjects.systems stands for systemIds[i].
  return new Map(systemIds.map((id) => [id, byId.get(id) as SystemDefinition]))
}

/** The seven source systems, in the order of `systemIds`. Checked once, when the module loads: a bad catalog is a bug. */
export const systems: ReadonlyMap<SystemId, SystemDefinition> = load()

/**
 * Native id of a record: the values of the system's key fields, trimmed, joined by `|` (a `|` inside a value becomes `¦`).
 * Null when the record has none of them or lacks one that the system requires. Spelling is kept: 3栋 and 3号楼 are two
 * records of the system, which the lookup then shows as a duplicate inside it.
 */
export function nativeIdOf(system: SystemDefinition, payload: Readonly<Record<string, string>>): string | null {
  let id = ''
  for (let i = 0; i < system.nativeKey.length; i++) {
    const key = system.nativeKey[i] as string
    const value = (payload[key] ?? '').trim()
    if (value === '' && system.fields.some((field) => field.key === key && field.required)) return null
    id += (i === 0 ? '' : '|') + (value.includes('|') ? value.replaceAll('|', '¦') : value)
  }
  return id.replaceAll('|', '') === '' ? null : id
}
