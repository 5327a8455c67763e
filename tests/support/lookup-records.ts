import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { Purpose } from '../../src-contract/purposes.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { loadRecords, type LoadedRecord } from '../../src-core/features/sources/load.service.ts'
import { nativeIdOf, systems } from '../../src-core/features/sources/catalog.ts'
import { openTestStation, orThrow, type StationOptions, type TestStation } from './station.ts'

/** A source record written by hand; its native id follows from the system's key fields. */
export function record(
  system: SystemId,
  payload: Record<string, string>,
  sourceTime = '2026-01-01T00:00:00.000Z',
): LoadedRecord {
  const definition = systems.get(system)
  const nativeId = definition && nativeIdOf(definition, payload)
  if (!nativeId) throw new Error(`this record of ${system} has no key: ${Object.keys(payload).join(' ')}`)
  return { system, nativeId, sourceTime, payload }
}

let made = 0
/** One more number, so that keys of hand-written records never meet. */
export function serial(): string {
  return String((made += 1)).padStart(6, '0')
}

/** A resident ID number of the fictitious county, born on `date` (YYYYMMDD). */
export function idOf(date: string, sequence = '123'): string {
  return completeResidentId(`990102${date}${sequence}`)
}

export const jz = (name: string, more: Record<string, string> = {}): LoadedRecord =>
  record('JZ', { personCode: `R${serial()}`, name, status: '登记', ...more })
export const mz = (name: string, more: Record<string, string> = {}): LoadedRecord =>
  record('MZ', { acceptanceNumber: `MZ${serial()}`, name, serviceItem: '婚姻登记预约', ...more })
export const zj = (name: string, more: Record<string, string> = {}): LoadedRecord =>
  record('ZJ', { filingNumber: `ZL${serial()}`, unitCode: `U${serial()}`, name, ...more })
export const wg = (name: string, more: Record<string, string> = {}): LoadedRecord =>
  record('WG', { gridCode: 'G01', householdCode: `H${serial()}`, memberNumber: '1', name, ...more })
export const wy = (name: string, more: Record<string, string> = {}): LoadedRecord =>
  record('WY', { estate: '明珠雅筑', building: '9号楼', unit: '1单元', room: serial(), name, ...more })
export const yj = (organisationName: string, more: Record<string, string> = {}): LoadedRecord =>
  record('YJ', { hazardNumber: `YH${serial()}`, organisationName, hazardKind: '堵塞通道', ...more })
export const jcj = (more: Record<string, string>): LoadedRecord =>
  record('JCJ', { incidentNumber: `2026${serial()}`, reportedAt: '2026-01-01T00:00:00', kind: '求助', ...more })

/** A station that holds exactly these records. */
export async function openStationWith(
  records: Iterable<LoadedRecord>,
  options: StationOptions = {},
): Promise<TestStation> {
  const station = await openTestStation(options)
  await station.logIn('it')
  const { session } = station.core.gate
  if (!session) throw new Error('nobody is logged in')
  loadRecords(session.db, records, { now: station.core.gate.now() })
  return station
}

/** A number that work under the purpose has. */
const references: Partial<Record<Purpose, string>> = {
  ...{ P03: 'JQ-2026-1', P04: 'TJ-2026-1', P05: 'YH-2026-1', P06: 'MZ-2026-1', P07: 'CC-2026-1' },
}

/** A purpose with the number that it needs. */
export function under(purpose: Purpose): { purpose: Purpose; reference?: string } {
  const reference = references[purpose]
  return reference === undefined ? { purpose } : { purpose, reference }
}

export type Found = OutputOf<'lookup.search'>

/** Asks as the clerk, who must get an answer. */
export async function ask(
  station: TestStation,
  text: string,
  more: { purpose?: Purpose; kind?: Found['kind']; reference?: string; limit?: number } = {},
): Promise<Found> {
  const input = { text, ...under(more.purpose ?? 'P02'), ...more }
  return orThrow(await station.as('clerk', 'lookup.search', input))
}
