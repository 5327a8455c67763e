import type { ConnectionTest } from '../../src-contract/shell-network.ts'
import { outcomeOf } from '../../src-network/connection-failure.ts'
import type { Fetch } from './offer-source.ts'

const PATIENCE = 15_000

/**
 * Asks the feed for its status, the way that updates go, and says how far that got. What the answer is worth is not judged here.
 * @param feed URL of the feed's folder
 */
export async function testFeed(feed: string, fetch: Fetch, way: ConnectionTest['way']): Promise<ConnectionTest> {
  const started = performance.now()
  const signal = AbortSignal.timeout(PATIENCE)
  const ended = (outcome: ConnectionTest['outcome']): ConnectionTest => ({
    ...{ outcome, way, ms: Math.round(performance.now() - started) },
  })
  try {
    const answer = await fetch(new URL('status.json', feed).href, {
      ...{ redirect: 'error', signal, headers: {}, cache: 'no-store' },
    })
    const text = answer.ok ? await answer.text() : ''
    return ended(text.startsWith('{"payloadType":') ? 'answered' : 'answered-otherwise')
  } catch (error) {
    if (/^status \d/.test(String((error as Error).message))) return ended('answered-otherwise')
    return ended(signal.aborted ? 'silence' : outcomeOf(error))
  }
}
