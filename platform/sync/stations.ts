import { handAllDocuments } from '../documents/publish.ts'
import type { Platform } from '../platform.ts'

/** Makes a station, or renames the one that there is. @param station its code: letters, digits, hyphens */
export async function addStation(platform: Pick<Platform, 'db'>, station: string, name: string): Promise<void> {
  if (!/^[A-Za-z0-9-]{1,40}$/.test(station)) throw new Error('a station code is letters, digits and hyphens')
  await platform.db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('stations')
      .values({ station, name })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows === 1n) await handAllDocuments(tx, station)
    else await tx.updateTable('stations').set({ name }).where('station', '=', station).execute()
  })
}
