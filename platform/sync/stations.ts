import type { Platform } from '../platform.ts'

/** Makes a station, or renames the one that there is. @param station its code: letters, digits, hyphens */
export async function addStation(platform: Pick<Platform, 'db'>, station: string, name: string): Promise<void> {
  if (!/^[A-Za-z0-9-]{1,40}$/.test(station)) throw new Error('a station code is letters, digits and hyphens')
  await platform.db
    .insertInto('stations')
    .values({ station, name })
    .onConflict((conflict) => conflict.column('station').doUpdateSet({ name }))
    .execute()
}
