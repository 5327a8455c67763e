import { sign, verify, constants } from 'node:crypto'
import { verifyUpdate } from '../../src-updates/verify-update.ts'
import { buildOf, holdCeremony, offerOf, stationAt } from '../support/update-signing.ts'
import { result, type BenchOptions, type BenchResult } from './bench.ts'

const rounds = 300

/** One full verification of an offer (two officers, online key, three chains), against a single RSA-PSS signature. */
export async function run(_options: BenchOptions): Promise<BenchResult> {
  const ceremony = holdCeremony()
  const offer = offerOf(ceremony)
  const build = buildOf(ceremony)
  const station = stationAt()
  const full = timed(() => {
    if (!verifyUpdate(offer, build, station).ok) throw new Error('the good offer was refused')
  })
  const { key } = ceremony.officers[0]
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signature = sign('sha256', offer.release, { key, ...padding })
  const single = timed(() => verify('sha256', offer.release, { key, ...padding }, signature))
  return result('verify', 'two officers and the online key', 'ms', full, {
    name: 'one RSA-PSS signature',
    times: single,
  })
}

function timed(act: () => void): number[] {
  for (let i = 0; i < 20; i++) act()
  return Array.from({ length: rounds }, () => {
    const started = performance.now()
    act()
    return performance.now() - started
  })
}
