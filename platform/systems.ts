import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SystemDefinition } from '../src-contract/systems.ts'

const folder = join(import.meta.dirname, '..', 'resources', 'catalogs', 'systems')

/** The seven systems' catalogs, by id. */
export const systems: ReadonlyMap<string, SystemDefinition> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => SystemDefinition.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .map((system) => [system.id, system]),
)
