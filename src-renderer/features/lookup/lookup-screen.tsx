import { NativeSelect, TextInput } from '@mantine/core'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { queryKinds, type QueryKind, type Refine } from '../../../src-contract/features/lookup.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useDataChanged } from '../../rpc/hooks.ts'
import { latest, oneAtATime } from '../../rpc/latest.ts'
import { useFormat, useText } from '../../text/language.ts'
import { noValues } from '../../text/sentence.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { Notice } from '../../ui/notice.tsx'
import { PurposeBar } from '../../ui/purpose-bar.tsx'
import { accessNow, accessOf, purposeChoice } from '../../ui/purpose-state.ts'
import { go } from '../../ui/router.ts'
import { useRowsThatFit } from '../../ui/rows-that-fit.ts'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import { AskPlatform } from './ask-platform.tsx'
import { HitList } from './hit-list.tsx'
import classes from './lookup-screen.module.css'
import { focusWanted, question, resultsOf, unlessSame, type Found, type Question } from './lookup-state.ts'
import { lookThrough } from './look-through.ts'
import { RefineBar } from './refine-bar.tsx'
import { SystemAnswers } from './system-answers.tsx'
import { NothingFound, UnindexedNotice } from './unindexed-notice.tsx'

const settledPause = 500
/** Height of a row of the list. */
const rowRem = 2

type Choice = ReturnType<typeof purposeChoice.get>

/** Shows an answer. The row that was moved to stays chosen; while one only types on, the best answer is. */
function show(answer: Found, of: string): void {
  const before = question.get()
  const kept = before.chosen > 0 || before.foundFor === of
  const same = kept && before.found ? resultsOf(before.found)[before.chosen]?.key : undefined
  const again = resultsOf(answer).findIndex(({ key }) => key === same)
  const found = unlessSame(before.found, answer)
  question.set({ ...before, found, foundFor: of, chosen: Math.max(0, again) })
}

const askingOf = ({ text, kind }: Question, { purpose, reference }: Choice): string =>
  `${text}/${kind}/${purpose}/${reference}`

/** One box over seven systems: results while typing, and the settled question is the one that counts. */
export function LookupScreen() {
  const text = useText()
  const format = useFormat()
  const { text: typed, kind, refine, found, foundFor, further, chosen } = useStore(question)
  const choice = useStore(purposeChoice)
  const focus = useStore(focusWanted)
  const box = useRef<HTMLInputElement>(null)
  const [list, fit] = useRowsThatFit<HTMLDivElement>(rowRem)
  const purposeField = useRef<HTMLSelectElement>(null)
  const [composing, setComposing] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const ready = accessOf(choice) !== null
  // What was asked of the platform: typing on closes its answers.
  const asking = askingOf(question.get(), choice)
  const [outside, setOutside] = useState<string | null>(null)

  const search = useMemo(
    () =>
      latest(async (signal, input: { text: string; kind: QueryKind | null; refine: Refine; settled: boolean }) => {
        const access = accessNow()
        if (!access) return null
        const { kind: asked, ...rest } = input
        // Between two keys nobody scrolls: what cannot be seen comes with the question that settled.
        const rows = input.settled ? {} : { rows: fit.current }
        return rpc.lookup.search(
          { ...rest, ...access, ...rows, ...(asked === null ? {} : { kind: asked }) },
          { signal },
        )
      }),
    [fit],
  )
  const through = useMemo(() => lookThrough(show), [])
  const ask = useCallback(
    async (settled: boolean, stays = true) => {
      const now = question.get()
      through.cancel()
      const result = await search.ask({ text: now.text, kind: now.kind, refine: now.refine, settled })
      if (!result) return
      if (result.ok) {
        setError(null)
        show(result.value, now.text)
        if (settled && stays && result.value.unindexed !== 0) void through.look(now)
      } else if (result.error.code !== 'rpc/cancelled') setError(result.error)
    },
    [search, through],
  )

  const askSoon = useMemo(() => oneAtATime(() => ask(false)), [ask])

  // Before the next key arrives.
  useLayoutEffect(() => {
    // Without a purpose nothing can be asked, so it comes first.
    if (accessNow() === null) {
      purposeField.current?.focus()
      return
    }
    box.current?.focus()
    box.current?.select()
  }, [focus])
  const access = `${choice.purpose ?? ''}/${choice.reference}`
  useEffect(() => {
    if (composing || !ready) return
    if (typed.trim() === '') {
      search.cancel()
      through.cancel()
      setError(null)
      question.set({ ...question.get(), found: null, chosen: 0 })
      return
    }
    askSoon()
    const settled = setTimeout(() => void ask(true), settledPause)
    return () => clearTimeout(settled)
  }, [typed, kind, refine, composing, ready, access, search, through, ask, askSoon])
  useDataChanged(
    'sources',
    useCallback(() => void through.whenIndexed(), [through]),
  )
  useEffect(
    () => () => {
      search.cancel()
      through.cancel()
    },
    [search, through],
  )

  const results = found ? resultsOf(found) : []
  // The same from key to key: fifty rows that did not change are not drawn again while one types.
  const open = useCallback(
    (index: number) => {
      const now = question.get().found
      const route = now === null ? undefined : resultsOf(now)[index]?.route
      if (route !== undefined) void ask(true, false).then(() => go(route))
    },
    [ask],
  )
  const choose = useCallback((index: number) => {
    const now = question.get()
    const last = now.found === null ? 0 : resultsOf(now.found).length - 1
    question.set({ ...now, chosen: Math.min(Math.max(0, index), Math.max(0, last)) })
  }, [])

  const askOutside = useCallback(() => setOutside(askingOf(question.get(), purposeChoice.get())), [])
  // Not drawn again for each key.
  const purpose = useMemo(() => <PurposeBar selectRef={purposeField} />, [])

  const missing =
    text.errors[choice.purpose === null ? 'access/purpose-required' : 'access/reference-required'](noValues)
  const kinds = found ? [found.kind, ...found.alternatives.filter((one) => one !== found.kind)] : queryKinds
  return (
    <Screen fill title={text.lookup.title} aside={purpose}>
      <div className={classes.question}>
        <TextInput
          ref={box}
          className={classes.box}
          size="sm"
          type="search"
          aria-label={text.lookup.box}
          placeholder={text.lookup.box}
          value={typed}
          onChange={(event) =>
            question.set({ ...question.get(), text: event.currentTarget.value, kind: null, refine: {} })
          }
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={onKeys({
            ArrowDown: () => choose(chosen + 1),
            ArrowUp: () => choose(chosen - 1),
            Enter: () => (foundFor === typed ? open(chosen) : void ask(true)),
            Escape: () => question.set({ ...question.get(), text: '', kind: null, refine: {} }),
          })}
          aria-controls="lookup-hits"
          aria-activedescendant={results.length > 0 ? `hit-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
        />
        {found ? (
          <>
            <NativeSelect
              aria-label={text.lookup.kindLabel}
              className={classes.kind}
              size="sm"
              value={kind ?? found.kind}
              onChange={(event) => {
                const next = queryKinds.find((one) => one === event.currentTarget.value)
                if (next) question.set({ ...question.get(), kind: next })
              }}
              data={kinds.map((one) => ({ value: one, label: `${text.lookup.guessed} ${text.lookup.kinds[one]}` }))}
            />
            <span className={classes.count} role="status">
              {text.lookup.found(format.number(found.total), found.more)}
            </span>
          </>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void ask(true)} /> : null}
      {found && found.remarks.length > 0 ? (
        <Notice tone="warn" role="status">
          {found.remarks.map((remark) => text.lookup.remarks[remark]).join(' ')}
        </Notice>
      ) : null}
      {found && ready ? <UnindexedNotice unindexed={found.unindexed} further={further} /> : null}
      {found && ready ? (
        <RefineBar
          found={found}
          refine={refine}
          onRefine={(next) => question.set({ ...question.get(), refine: next, chosen: 0 })}
        />
      ) : null}
      <div ref={list} className={classes.results} aria-busy={ready && typed.trim() !== '' && foundFor !== typed}>
        {found === null || !ready ? (
          <Blank title={typed.trim() === '' || ready ? text.lookup.startTitle : missing}>{text.lookup.startText}</Blank>
        ) : results.length === 0 ? (
          <NothingFound unindexed={found.unindexed} further={further} />
        ) : (
          <HitList
            places={found.places}
            hits={found.hits}
            groups={found.groups}
            more={found.more}
            chosen={chosen}
            fit={fit.current}
            onChoose={choose}
            onOpen={open}
          />
        )}
      </div>
      {outside !== null && outside === asking ? (
        <AskPlatform question={{ text: typed, kind }} onClose={() => setOutside(null)} />
      ) : null}
      {found ? (
        <SystemAnswers answers={found.systems} final={found.unindexed === 0} onAsk={ready ? askOutside : null} />
      ) : null}
    </Screen>
  )
}
