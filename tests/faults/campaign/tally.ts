/** What a campaign prints. The last four are what must be zero. */
export type Tally = {
  schedules: number
  faults: number
  acknowledged: number
  /** Acknowledged, and only in what a platform had taken since the backup that it was restored from: no PC had it any more. */
  gone: number
  lost: number
  duplicated: number
  diverged: number
  falseSynced: number
}

export const nothing = (): Tally => ({
  schedules: 0,
  faults: 0,
  acknowledged: 0,
  gone: 0,
  lost: 0,
  duplicated: 0,
  diverged: 0,
  falseSynced: 0,
})

export function add(sum: Tally, one: Tally): void {
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += one[key]
}

export function isGood({ lost, duplicated, diverged, falseSynced }: Tally): boolean {
  return lost + duplicated + diverged + falseSynced === 0
}

export type Outcome = { readonly seed: string; readonly tally: Tally; readonly complaints: readonly string[] }

/** Something that nobody expected is as bad as something lost. */
export async function unlessBroken(seed: string, run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run()
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { seed, tally: { ...nothing(), schedules: 1, lost: 1 }, complaints: [`lost: ${text}`] }
  }
}
