import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { success } from '../../../src-contract/errors.ts'
import type { UnindexedWay } from '../../../src-contract/features/lookup.contract.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { indexNow } from '../sources/index-now.service.ts'
import { answerFromIndex, readQuestion, type ReadQuestion } from './search.service.ts'
import { auditAdded } from './search-audit.service.ts'
import type { LookedThrough, UnindexedAnswer } from './unindexed.queries.ts'
import { opensQuestion } from './visible.rules.ts'

/** So many records that answer are taken into the index for one question, those first that answer it exactly. */
const mostTaken = 300

/** A question of which nearly every record holds the words is given up after this; what was found until then is shown. */
const mostMs = 20_000

/** How often a caller is told how far it is: more often nobody reads it. */
const progressMs = 250

/**
 * The question to the records that the search index does not lead to yet. What they say is never shown from here: those that answer are put
 * into the index, and the index is asked as always, with all rules of purpose, masking and the trail. Called off with the call.
 */
export async function searchUnindexed(
  ctx: Context,
  input: ParsedInputOf<'lookup.searchUnindexed'>,
): Promise<Answer<'lookup.searchUnindexed'>> {
  const read = readQuestion(ctx, input)
  if (read.refused) return read.refused
  const { question } = read
  const way = wayOf(question)
  const { taken, all } = way === 'words' ? await takeIn(ctx, question) : { taken: 0, all: true }
  const answer = await answerFromIndex(ctx, question, { rows: input.limit, counted: true, audit: auditAdded })
  return success({ answer, way, taken, all })
}

function wayOf({ purpose, kind }: ReadQuestion): UnindexedWay {
  if (!opensQuestion(purpose, kind)) return 'closed'
  return kind === 'pinyin' ? 'sound' : 'words'
}

async function takeIn(ctx: Context, question: ReadQuestion): Promise<{ taken: number; all: boolean }> {
  const { kind, normal, text, purpose } = question
  const total = await ctx.read('lookup.countUnindexed', undefined)
  const until = performance.now() + mostMs
  const exact: UnindexedAnswer[] = []
  const others: UnindexedAnswer[] = []
  let dropped = false
  const keep = (answer: UnindexedAnswer): void => {
    const list = answer.exact ? exact : others
    if (list.length < mostTaken) list.push(answer)
    else dropped = true
  }
  const whole = await throughAll<UnindexedAnswer>({
    next: (after) => ctx.read('lookup.lookThrough', { after, kind, normal, text, purpose }, { background: true }),
    take: (found) => {
      for (const answer of found) keep(answer)
      // An address is asked for with all that lies in it: nobody reads on behind some hundred of them.
      return exact.length < mostTaken && (kind !== 'address' || others.length < mostTaken)
    },
    goOn: () => performance.now() < until,
    progress: (done) => ctx.progress({ phase: 'looking', done, total }),
  })
  const answers = [...exact, ...others].slice(0, mostTaken)
  dropped ||= answers.length < exact.length + others.length
  const recordIds = [
    ...new Set([...answers.map(({ recordId }) => recordId), ...(await restOf(ctx, question, answers, total))]),
  ]
  await indexNow(recordIds, ctx.bulk, () => !ctx.signal.aborted)
  return { taken: answers.length, all: whole && !dropped }
}

/** The other records of the people who were found, so that nobody sees half a file. */
async function restOf(
  ctx: Context,
  { kind, normal }: ReadQuestion,
  answers: readonly UnindexedAnswer[],
  total: number,
): Promise<number[]> {
  const idNumbers = [...new Set(answers.flatMap(({ idNumber }) => idNumber ?? []))]
  // Whoever was asked for by the whole number was found with every record that has it.
  if (idNumbers.length === 0 || (kind === 'id' && idNumbers.every((id) => id === normal))) return []
  const rest: number[] = []
  await throughAll<number>({
    next: (after) => ctx.read('lookup.ofPeople', { after, idNumbers }, { background: true }),
    take: (found) => {
      rest.push(...found)
      return true
    },
    goOn: () => true,
    progress: (done) => ctx.progress({ phase: 'completing', done, total }),
  })
  return rest
}

/** Part after part, each on a state of its own: nothing is held back meanwhile. @returns whether it came to the end */
async function throughAll<Found>(work: {
  next: (after: number) => Promise<LookedThrough<Found>>
  /** @returns whether to go on */
  take: (found: Found[]) => boolean
  goOn: () => boolean
  progress: (done: number) => void
}): Promise<boolean> {
  let after = 0
  let done = 0
  let told = -Infinity
  while (work.goOn()) {
    const { last, records, found } = await work.next(after)
    if (last === null) return true
    const goOn = work.take(found)
    done += records
    if (performance.now() - told >= progressMs) {
      told = performance.now()
      work.progress(done)
    }
    if (!goOn) return false
    after = last
  }
  return false
}
