import { rpc } from '../../rpc/client.ts'
import { latest } from '../../rpc/latest.ts'
import { accessNow } from '../../ui/purpose-state.ts'
import { question, type Found, type Further, type Question } from './lookup-state.ts'

function note(further: Further | null): void {
  question.set({ ...question.get(), further })
}

/** What is shown answers what is typed, and nothing is being looked through. */
function isSettled({ text, foundFor, further }: Question): boolean {
  return text === foundFor && further !== null && further.state !== 'looking'
}

/**
 * Has the records looked through that the search index does not lead to yet, for a question that settled, and shows what comes of it. What was
 * asked before is called off.
 */
export function lookThrough(show: (answer: Found, of: string) => void): {
  look: (asked: Question) => Promise<void>
  /** Records came or were indexed: an answer that waited for that is given anew once nothing waits any more. */
  whenIndexed: () => Promise<void>
  cancel: () => void
} {
  /** Told while something was being looked through. */
  let wasIndexed = false
  const asking = latest(async (signal, { text, kind, refine }: Question) => {
    const access = accessNow()
    if (!access) return null
    note({ state: 'looking', progress: null })
    return rpc.lookup.searchUnindexed(
      { text, refine, ...access, ...(kind === null ? {} : { kind }) },
      { signal, onProgress: (progress) => !signal.aborted && note({ state: 'looking', progress }) },
    )
  })
  const look = async (asked: Question): Promise<void> => {
    const result = await asking.ask(asked)
    if (!result) return
    if (!result.ok) {
      if (result.error.code !== 'rpc/cancelled') note({ state: 'failed' })
      return
    }
    const { answer, way, taken, all } = result.value
    show(answer, asked.text)
    note({ state: 'looked', way, taken, all })
    if (!wasIndexed) return
    wasIndexed = false
    await whenIndexed()
  }
  const whenIndexed = async (): Promise<void> => {
    const now = question.get()
    const access = accessNow()
    wasIndexed = now.further?.state === 'looking'
    if (!access || !now.found || now.found.unindexed === 0 || !isSettled(now)) return
    // Only to learn whether anything waits: the answer itself is asked for with its row in the trail.
    const { text, kind, refine } = now
    const asked = { text, refine, ...access, ...(kind === null ? {} : { kind }) }
    const still = await rpc.lookup.search({ ...asked, settled: false })
    if (still.ok && still.value.unindexed === 0 && question.get().text === text && isSettled(question.get()))
      await look(question.get())
  }
  return {
    look,
    whenIndexed,
    cancel() {
      asking.cancel()
      if (question.get().further !== null) note(null)
    },
  }
}
