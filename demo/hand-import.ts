import type { SystemId } from '../src-contract/systems.ts'
import { dateOf, instantOf, wallTimeOf } from './calendar.ts'
import { DefectDice, type Defects } from './defects.ts'
import type { DemoRecord } from './demo.types.ts'
import { tellingOf } from './systems/telling-of.ts'
import { World } from './world.ts'

const unchanged = 160
const changed = 80
const fresh = 60
/** So many of a system's first records are in its file. */
export const inHandImport = unchanged + changed

/** What changes in a record between two exports. */
function change(record: DemoRecord, world: World, i: number): DemoRecord {
  const payload: Record<string, string> = { ...record.payload }
  const today = dateOf(world.today)
  switch (record.system) {
    case 'JZ':
    case 'WG':
    case 'WY':
      payload['phone'] = world.strangersPhone(world.people * 3 + i)
      break
    case 'MZ':
      payload['serviceItem'] = payload['serviceItem'] === '便民代办服务' ? '社区志愿者注册' : '便民代办服务'
      break
    case 'ZJ':
      payload['leaseEnd'] = `${Number((payload['leaseEnd'] ?? today).slice(0, 4)) + 1}-12-31`
      break
    case 'YJ':
      payload['level'] = payload['level'] === '重大隐患' ? '一般隐患' : '重大隐患'
      break
    case 'JCJ':
      payload['result'] = '回访完毕'
      break
  }
  const at = world.today * 1440 + 8 * 60 + i
  payload['updatedAt'] = wallTimeOf(at)
  return { ...record, sourceTime: instantOf(at), payload }
}

/**
 * Records for one export file of a system, made after the station was built: 160 that the station has, 80 that changed in the
 * morning, 60 of people and places that it has not. In JZ, two of the new ones have a damaged ID number: one with a wrong
 * check digit, one as a spreadsheet program shows a long number.
 */
export function* handImport(
  world: World,
  defects: Defects,
  seed: string,
  system: SystemId,
  incidentCount: number,
): Generator<DemoRecord> {
  let i = 0
  for (const { record } of tellingOf(world, new DefectDice(defects, system), seed, system, incidentCount)) {
    if (i >= inHandImport) break
    // Every third one changed, so that the two kinds are mixed as they are in a real file.
    yield i % 3 === 2 ? change(record, world, i) : record
    i++
  }
  const more = new World(`${seed} more`, 1200, dateOf(world.today), world.people + 1_000_000)
  let n = 0
  for (const { record } of tellingOf(more, new DefectDice(defects, system), `${seed} more`, system, fresh)) {
    if (n >= fresh) break
    n++
    const id = record.payload['idNumber']
    if (system !== 'JZ' || id === undefined || (n !== 10 && n !== 20)) yield record
    else
      yield {
        ...record,
        payload: {
          ...record.payload,
          idNumber:
            n === 10 ? id.slice(0, 16) + ((Number(id[16]) + 2) % 10) + id[17] : `${id[0]}.${id.slice(1, 6)}E+17`,
        },
      }
  }
}
