import type { SystemDefinition, SystemId } from '../../src-contract/systems.ts'
import { systems } from '../../src-core/features/sources/catalog.ts'
import type { Head } from '../addresses.ts'
import type { DefectDice } from '../defects.ts'
import { Random } from '../random.ts'
import { Telling, type Told } from '../telling.ts'
import type { World } from '../world.ts'
import { hazards, incidents } from './events.ts'
import { housingRentals, propertyManagement } from './housing.ts'
import { civilAffairs, communityGrid, policePopulation } from './residents.ts'

/** How far up addresses begin in each system. */
const heads: Record<SystemId, Head> = {
  JZ: 'province',
  JCJ: 'road',
  MZ: 'county',
  WG: 'community',
  WY: 'road',
  YJ: 'county',
  ZJ: 'city',
}

/** What one system tells of a world. `incidentCount` is only for JCJ, which fills up to seven records a person. */
export function tellingOf(
  world: World,
  dice: DefectDice,
  seed: string,
  id: SystemId,
  incidentCount: number,
): Generator<Told> {
  const telling = new Telling(world, dice, new Random(`${seed} ${id}`), systems.get(id) as SystemDefinition, heads[id])
  switch (id) {
    case 'JZ':
      return policePopulation(telling)
    case 'WG':
      return communityGrid(telling)
    case 'WY':
      return propertyManagement(telling)
    case 'ZJ':
      return housingRentals(telling)
    case 'MZ':
      return civilAffairs(telling)
    case 'YJ':
      return hazards(telling)
    case 'JCJ':
      return incidents(telling, incidentCount)
  }
}
