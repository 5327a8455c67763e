import { purposesWithReference } from '../../src-contract/purposes.ts'
import type { AskLine, AskRequest } from '../../src-contract/sync/ask.ts'
import type { Role } from '../../src-contract/roles.ts'
import { systemIds, type SystemId } from '../../src-contract/systems.ts'
import { opensField, opensSearch } from '../../src-domain/access/purpose-table.ts'
import { readReference } from '../../src-domain/access/reference.rules.ts'
import { listed } from '../directory/directory.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import type { DeviceRow } from '../sync/device.repo.ts'
import { systems } from '../systems.ts'
import { askedMeanings } from './source-keys.ts'

/**
 * Asks the seven systems at once and gives each answer as it comes, none later than the time limit. Who asks what for is written down
 * before the first answer, and what each system said before that answer leaves.
 *
 * @throws WireError not-listed or role-denied, by the platform's own directory; denied, where the purpose opens nothing, its number is
 *   missing, or P09 does not name one person
 */
export async function ask(
  platform: Platform,
  device: DeviceRow,
  question: AskRequest,
): Promise<AsyncGenerator<AskLine>> {
  const known = await listed(platform, device.station, question.actor)
  if (known === null || !known.active) {
    await note(platform, device, question, null, 'not-listed', 0)
    throw new WireError('sync/not-listed')
  }
  if (!mayAsk.has(known.role)) {
    await note(platform, device, question, null, 'role-denied', 0)
    throw new WireError('sync/role-denied')
  }
  if (!isAllowed(question)) {
    await note(platform, device, question, null, 'denied', 0)
    throw new WireError('sync/denied')
  }
  await note(platform, device, question, null, 'asked', 0)
  return answers(platform, device, question)
}

/** As the contract of the look-up has it; a PC says what it likes of its accounts. */
const mayAsk: ReadonlySet<Role> = new Set(['clerk', 'officer'])

/** The station's core has checked the same: what it lets through by a mistake must not get further. */
function isAllowed({ purpose, reference, kind, text }: AskRequest): boolean {
  if (!opensSearch(purpose)) return false
  if (purposesWithReference.has(purpose) && (reference === null || readReference(purpose, reference) === null))
    return false
  return purpose !== 'P09' || (kind === 'id' && /^\d{17}[\dX]$/.test(text))
}

async function* answers(platform: Platform, device: DeviceRow, question: AskRequest): AsyncGenerator<AskLine> {
  const pending = new Map<SystemId, Promise<AskLine>>(
    systemIds.map((system) => [system, answerOf(platform, device, question, system)]),
  )
  while (pending.size > 0) {
    const line = await Promise.race(pending.values())
    pending.delete(line.system)
    await note(platform, device, question, line.system, line.state, line.total)
    yield line
  }
}

async function answerOf(
  platform: Platform,
  { station }: DeviceRow,
  question: AskRequest,
  system: SystemId,
): Promise<AskLine> {
  const started = performance.now()
  const done = (state: AskLine['state'], records: AskLine['records'] = [], total = 0): AskLine => {
    return { system, state, records, total, tookMs: Math.round(performance.now() - started) }
  }
  if (!opens(question, system)) return done('denied')
  const limit = new AbortController()
  const late = Symbol('late')
  let timer: NodeJS.Timeout | undefined
  try {
    const answer = await Promise.race([
      platform.sources(system, question, { station, signal: limit.signal }),
      new Promise<typeof late>((resolve) => (timer = setTimeout(() => resolve(late), question.limitMs))),
    ])
    return answer === late ? done('timed-out') : done('answered', [...answer.records], answer.total)
  } catch (error) {
    platform.log({ event: 'source-unreachable', system, error: error instanceof Error ? error.name : 'unknown' })
    return done('unreachable')
  } finally {
    clearTimeout(timer)
    limit.abort()
  }
}

/** Whether the purpose opens the system by what was asked: a closed phone number must not find a name. */
function opens({ purpose, kind }: AskRequest, system: SystemId): boolean {
  const fields = systems.get(system)?.fields ?? []
  return fields.some(({ meaning }) => askedMeanings[kind].includes(meaning) && opensField(purpose, system, meaning))
}

/** Ids, codes and counts: neither what was asked nor what was found. */
async function note(
  platform: Platform,
  { device, station }: DeviceRow,
  { question, actor, role, purpose, reference, kind, digest }: AskRequest,
  system: SystemId | null,
  state: string,
  hits: number,
): Promise<void> {
  await platform.db
    .insertInto('lookup_log')
    .values({ device, station, question, actor, role, purpose, reference, kind, digest, system, state, hits })
    .execute()
}
