import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { eraseKeys } from '../../crypto/erase-keys.ts'
import type { OpenSession } from '../../open-session.ts'
import { writeAtomically } from '../../store/atomic-file.ts'
import { replicaPaths } from '../../store/paths.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { Gathering } from './gather.service.ts'
import { setting } from './sync.repo.ts'
import { packageName, packUnsent } from './unsent-package.service.ts'

/** The platform has ordered that nothing on this PC's disk can be read any more. */
export function isToErase(db: ReadDb): boolean {
  return setting(db, 'stopped') === 'erase'
}

/**
 * Follows the order: what nobody else has is first sealed to the platform, as packages in the folder `unsent`, then every copy of the
 * key goes. The replica has to be closed afterwards.
 *
 * @returns packages that were kept
 * @throws the file system's error: nothing is erased before what is unsent is safe on the disk
 */
export function eraseThisPc({ db, session }: OpenSession, dir: string, gathering: Gathering): number {
  const packed = db.transaction((tx) => packUnsent(tx, session.station.id, gathering))
  const packages = packed.ok ? packed.value : []
  const { unsent } = replicaPaths(dir)
  if (packages.length > 0) mkdirSync(unsent, { recursive: true, mode: 0o700 })
  for (const one of packages) writeAtomically(join(unsent, packageName(db, one)), JSON.stringify(one))
  eraseKeys(dir, gathering.now)
  return packages.length
}
