import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { eraseKeys } from '../../crypto/erase-keys.ts'
import type { OpenSession } from '../../open-session.ts'
import { writeAtomically } from '../../store/atomic-file.ts'
import { replicaPaths } from '../../store/paths.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { UnsentContents } from '../attachments/unsent-contents.ts'
import { gatherAllRecords } from './gather-records.service.ts'
import { gatherAll, type Gathering } from './gather.service.ts'
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
export async function eraseThisPc(
  { db, session }: OpenSession,
  dir: string,
  contents: UnsentContents,
  gathering: Gathering,
): Promise<number> {
  await gatherAll((slice) => db.transaction(slice), gathering)
  await gatherAllRecords((slice) => db.transaction(slice), gathering)
  const packed = packUnsent(db, {
    ...{ station: session.station.id, madeAt: gathering.now },
    ...{ contents, mostParts: Number.MAX_SAFE_INTEGER },
  })
  // Without the platform's key nothing could be sealed: it comes with its next answer.
  if (!packed.ok && packed.error.code !== 'sync/nothing-to-carry') throw new Error(packed.error.code)
  const { unsent } = replicaPaths(dir)
  let kept = 0
  for await (const one of packed.ok ? packed.value.packages : []) {
    mkdirSync(unsent, { recursive: true, mode: 0o700 })
    writeAtomically(join(unsent, packageName(db, one)), JSON.stringify(one))
    kept += 1
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  eraseKeys(dir, gathering.now)
  return kept
}
