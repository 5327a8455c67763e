import { sql } from 'kysely'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type Database, type OpenDatabase } from '../../../platform/database/database.ts'
import { startPlatform, type RunningPlatform } from '../../../platform/platform.ts'
import { createEnrolmentCode, enrol } from '../../../platform/sync/enrol.ts'
import { addStation } from '../../../platform/sync/stations.ts'
import type { EnrolmentResponse } from '../../../src-contract/sync/enrolment.ts'
import { backUp, restore } from './real-backup.ts'
import type { Seat } from './real-pc.ts'
import { LineProcess } from './real-process.ts'

/** What all lanes share. */
export type Shared = {
  readonly dir: string
  /** The PostgreSQL; each lane has a database of its own in it. */
  readonly url: string
  /** A replica that is not enrolled. */
  readonly start: string
  readonly key: readonly [string, string, string]
  readonly request: { readonly csr: string; readonly key: string }
  readonly env: NodeJS.ProcessEnv
  startPc(): LineProcess
}

type Instance = { readonly port: number; readonly process: LineProcess }

/** Named, so that a restore leaves these connections alone. */
const reader = 'campaign'

/**
 * Where one schedule after the other runs: a platform of its own (database, two instances) and two PC processes, so that what is killed
 * or restored here is nobody else's.
 */
export class RealLane {
  readonly shared: Shared
  /** Reads what came of it; no PC talks to it. */
  readonly db: Database
  readonly seats: readonly [Seat, Seat]
  readonly #folders: string[] = []
  readonly #name: string
  readonly #dir: string
  readonly #url: string
  readonly #reading: OpenDatabase
  #instances: Instance[] = []
  /** Makes stations and enrols PCs; no PC talks to it. */
  #office: RunningPlatform | undefined
  #stations = 0

  private constructor(shared: Shared, name: string) {
    this.shared = shared
    this.#name = name
    this.#dir = join(shared.dir, name)
    mkdirSync(this.#dir, { mode: 0o711 })
    this.#url = urlOf(shared.url, name)
    this.#reading = openDatabase(urlOf(shared.url, name, reader), 4)
    this.db = this.#reading.db
    this.seats = [{ process: shared.startPc() }, { process: shared.startPc() }]
  }

  static async open(shared: Shared, name: string): Promise<RealLane> {
    const server = openDatabase(shared.url, 1)
    await sql`CREATE DATABASE ${sql.ref(name)}`.execute(server.db)
    await server.close()
    const lane = new RealLane(shared, name)
    await lane.#startAll(false)
    return lane
  }

  get ports(): number[] {
    return this.#instances.map(({ port }) => port)
  }

  /** A station that nobody has worked at. */
  async newStation(): Promise<string> {
    this.#stations += 1
    const station = `F${this.#stations}`
    await addStation(this.#running(), station, station)
    return station
  }

  /** A copy of a replica that is not enrolled. */
  newFolder(name: string): string {
    const folder = join(this.#dir, name)
    cpSync(this.shared.start, folder, { recursive: true })
    this.#folders.push(folder)
    return folder
  }

  /** The schedule is over. */
  tidy(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  }

  async enrol(station: string): Promise<{ answer: EnrolmentResponse; key: string }> {
    const office = this.#running()
    const { csr, key } = this.shared.request
    const code = await createEnrolmentCode(office, station, 'campaign')
    return { answer: await enrol(office, { code, csr, deviceName: 'PC', appVersion: '1.0' }), key }
  }

  /** One of the instances ends in the middle of whatever it does, and another takes its place. */
  async killInstance(at: number): Promise<void> {
    await this.#instances[at]?.process.kill()
    this.#instances[at] = await this.#startInstance()
  }

  /** A schedule ended in a way that nobody expected: the next one does not inherit what became of its processes. */
  async renew(): Promise<void> {
    for (const seat of this.seats) {
      await seat.process.kill()
      seat.process = this.shared.startPc()
    }
  }

  async backUp(): Promise<void> {
    await backUp(this.db)
  }

  /**
   * As docs/runbook/platform.md says: every instance ends, here in the middle of whatever it does, the database is as it was backed up, and
   * the first one that starts begins a new lineage.
   *
   * @param meanwhile nobody has the database now, and it is still as it was; PCs go on alone
   */
  async restore(meanwhile: () => Promise<void>): Promise<void> {
    await this.#stopAll()
    await sql`SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name <> ${reader}`.execute(this.db)
    await meanwhile()
    await restore(this.db)
    await this.#startAll(true)
  }

  async close(): Promise<void> {
    for (const { process } of this.seats) await process.kill()
    await this.#stopAll()
    await this.#reading.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #running(): RunningPlatform {
    if (this.#office === undefined) throw new Error(`${this.#name} is not open`)
    return this.#office
  }

  async #startAll(newLineage: boolean): Promise<void> {
    this.#office = await startPlatform({ dir: this.#dir, port: 0, databaseUrl: this.#url, newLineage })
    this.#instances = await Promise.all([this.#startInstance(), this.#startInstance()])
  }

  async #stopAll(): Promise<void> {
    await Promise.all(this.#instances.map(({ process }) => process.kill()))
    await this.#office?.stop()
    this.#office = undefined
  }

  async #startInstance(): Promise<Instance> {
    const instance = new LineProcess('platform.child.ts', [this.#dir], { ...this.shared.env, DATABASE_URL: this.#url })
    return { port: Number(await instance.line()), process: instance }
  }
}

function urlOf(url: string, database: string, application?: string): string {
  const own = new URL(url)
  own.pathname = database
  if (application !== undefined) own.searchParams.set('application_name', application)
  return own.href
}
