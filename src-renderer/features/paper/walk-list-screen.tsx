import { Button, TextInput } from '@mantine/core'
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { BookId } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { CopyId, HouseholdResult } from '../../../src-contract/features/paper.contract.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys, type KeyMap } from '../../ui/ime.ts'
import { Notice } from '../../ui/notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { today } from '../../ui/today.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { ChangesTable } from '../ledger/changes-table.tsx'
import { KeyHints } from '../ledger/key-hints.tsx'
import classes from './paper.module.css'
import { RoomFoot } from './room-foot.tsx'
import { useWalkList, type Line } from './use-walk-list.ts'
import { columns, WalkRowView, type WalkColumn } from './walk-row.tsx'
import type { Typed } from './walk-saver.ts'

type At = { position: number; column: WalkColumn }

/** 回录: the paper's lines in the paper's order; Enter says that somebody lives here and goes to the next. */
export function WalkListScreen({ copyId }: { copyId: CopyId }) {
  const text = useText()
  const words = text.paper
  const format = useFormat()
  const { list, lines, error, failed, again, type, flush } = useWalkList(copyId)
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), []).value?.books ?? []
  const [at, setAt] = useState<At>({ position: 1, column: 'outcome' })
  /** A corrected entry is asked about once more before it is taken. */
  const [asked, setAsked] = useState<number | null>(null)
  const [results, setResults] = useState<ReadonlyMap<number, HouseholdResult>>(new Map())
  const [reasons, setReasons] = useState<ReadonlyMap<number, string>>(new Map())
  const [said, setSaid] = useState('')
  const [progress, setProgress] = useState<Progress | null>(null)
  const [filing, setFiling] = useState(false)
  const [refused, setRefused] = useState<RpcError | null>(null)
  const [day, setDay] = useState('')
  const table = useRef<HTMLTableElement>(null)
  const stopFiling = useRef(new AbortController())
  useEffect(() => setDay(list?.visitedOn ?? ''), [list?.visitedOn])
  const locked = list === undefined || list.byAnother || list.copy.state === 'destroyed'
  const ready = list !== undefined
  useLayoutEffect(() => {
    if (!ready || locked) return
    const control = table.current?.querySelector<HTMLElement>(`tr[data-active] [data-col="${at.column}"]`)
    control?.focus()
    control?.scrollIntoView({ block: 'nearest' })
  }, [at, ready, locked])

  const open = (line: Line) => line.visit === null && line.since !== 'gone'
  function move(from: Line, by: 1 | -1, column: WalkColumn) {
    const index = lines.indexOf(from)
    const next = by === 1 ? lines.slice(index + 1).find(open) : lines.slice(0, Math.max(0, index)).reverse().find(open)
    setAsked(null)
    if (next) setAt({ position: next.position, column })
    else setAt({ position: from.position, column })
  }
  function enter(line: Line, change: Partial<Typed> = {}) {
    setSaid('')
    const corrected = line.since === 'corrected' && line.seenVersion !== line.version
    if (corrected && asked !== line.position) {
      setAsked(line.position)
      return
    }
    const next = { ...change, ...(corrected ? { seenVersion: line.version } : {}) }
    if (line.outcome === null && next.outcome === undefined) next.outcome = 'confirmed'
    if (Object.keys(next).length > 0) void type(line, next).flush()
    else void flush()
    move(line, 1, 'outcome')
  }
  function copyAbove(line: Line, column: WalkColumn) {
    const above = lines[lines.indexOf(line) - 1]
    if (above) type(line, { [column]: above[column] })
  }
  function keysOf(line: Line, column: WalkColumn): KeyMap {
    if (!open(line)) return { ArrowDown: () => move(line, 1, column), ArrowUp: () => move(line, -1, column) }
    const place = columns.indexOf(column)
    const [before, after] = [columns[place - 1], columns[place + 1]]
    const common: KeyMap = {
      Enter: () => enter(line),
      ArrowDown: () => move(line, 1, column),
      ArrowUp: () => move(line, -1, column),
      Tab: () => (after ? setAt({ position: line.position, column: after }) : move(line, 1, 'outcome')),
      'shift+Tab': () => (before ? setAt({ position: line.position, column: before }) : move(line, -1, 'note')),
      'mod+D': () => copyAbove(line, column),
      'mod+;': () => type(line, { day: today() }),
    }
    if (column !== 'outcome') return common
    const clear = () => type(line, { outcome: null })
    return {
      ...common,
      L: () => enter(line, { outcome: 'left' }),
      U: () => enter(line, { outcome: 'unseen' }),
      N: () => {
        const foot = table.current?.querySelector<HTMLElement>(`tr[data-room="${line.household}"] [data-new]`)
        foot?.focus()
      },
      Delete: clear,
      Backspace: clear,
    }
  }
  async function file() {
    if (filing || locked || !(await flush())) return
    setFiling(true)
    setProgress(null)
    stopFiling.current = new AbortController()
    const given = [...reasons].flatMap(([household, reason]) =>
      reason.trim().length < 2 ? [] : [{ household, reason: reason.trim() }],
    )
    const answer = await rpc.paper.file(
      { copyId, reasons: given },
      { onProgress: setProgress, signal: stopFiling.current.signal },
    )
    setFiling(false)
    setRefused(answer.ok ? null : answer.error)
    if (answer.ok) {
      const all = answer.value.results
      const count = (result: HouseholdResult['result']) => all.filter((one) => one.result === result).length
      setResults(new Map(all.map((one) => [one.household, one])))
      setSaid(words.summary(count('filed'), count('refused'), count('incomplete')))
    }
    again()
  }
  async function newcomer(household: number, book: 'L02' | 'L03') {
    await flush()
    const opened = await rpc.paper.newcomer({ copyId, household, book: book as BookId })
    if (opened.ok) go({ screen: 'draft', draftId: opened.value.draftId })
    else setRefused(opened.error)
  }
  async function keepDay() {
    if (locked || day === list?.visitedOn) return
    const kept = await rpc.paper.setDay({ copyId, day })
    setRefused(kept.ok ? null : kept.error)
    if (kept.ok) setDay(kept.value.visitedOn)
  }
  async function takeOver() {
    const taken = await rpc.paper.takeOver({ copyId })
    setRefused(taken.ok ? null : taken.error)
    if (taken.ok) again()
  }
  useKeys({ 'mod+S': () => void file() })

  const typedRows = lines.filter((line) => line.outcome !== null).length
  return (
    <Screen
      fill
      title={list ? words.copyTitle(list.copy.number, list.copy.place) : words.title}
      aside={
        list ? (
          <>
            <label className={classes.day} title={words.visitedOnHint}>
              {words.visitedOn}
              <TextInput
                size="xs"
                autoComplete="off"
                spellCheck={false}
                value={day}
                disabled={locked}
                maxLength={20}
                onChange={(event) => setDay(event.currentTarget.value)}
                onBlur={() => void keepDay()}
                onKeyDown={onKeys({ Enter: (event) => (event.target as HTMLElement).blur() })}
              />
            </label>
            <span className={classes.quiet} role="status">
              {said === '' ? words.count(format.number(typedRows), format.number(lines.length)) : said}
            </span>
          </>
        ) : null
      }
      actions={
        <>
          <Button variant="default" onClick={() => go({ screen: 'paper' })}>
            {words.back}
          </Button>
          <Button onClick={() => void file()} disabled={locked || filing}>
            {words.file}
          </Button>
        </>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {failed ? <ErrorNotice error={failed} /> : null}
      {refused ? <ErrorNotice error={refused} /> : null}
      {list?.copy.state === 'destroyed' ? <Notice tone="warn">{words.isDestroyed}</Notice> : null}
      {list?.byAnother && list.copy.state !== 'destroyed' ? (
        <Notice tone="warn">
          {words.byAnother(list.copy.typistName ?? '')}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void takeOver()}>
            {words.takeOver}
          </Button>
        </Notice>
      ) : null}
      {filing ? (
        <ProgressLine label={words.filing} progress={progress} onCancel={() => stopFiling.current.abort()} />
      ) : null}
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={words.open}>
        <table className={classes.table} ref={table}>
          <thead>
            <tr>
              {Object.entries(words.columns).map(([key, name]) => (
                <th key={key} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(list?.rooms ?? []).map((room) => {
              const rows = lines.filter((line) => line.household === room.household)
              return (
                <Fragment key={room.household}>
                  {rows.map((line, i) => (
                    <Fragment key={line.position}>
                      <WalkRowView
                        line={line}
                        room={i === 0 ? room.label || (list?.copy.place ?? '') : null}
                        active={line.position === at.position}
                        locked={locked}
                        keysOf={(column) => keysOf(line, column)}
                        onPress={(column) => {
                          if (line.position !== at.position) setAt({ position: line.position, column })
                        }}
                        onType={(change) => type(line, change)}
                      />
                      <Below line={line} books={books} asked={asked === line.position} />
                    </Fragment>
                  ))}
                  <RoomFoot
                    room={room}
                    books={books}
                    visit={rows.find((line) => line.visit !== null)?.visit ?? null}
                    result={results.get(room.household)}
                    reason={reasons.get(room.household) ?? ''}
                    locked={locked}
                    onReason={(reason) => setReasons((before) => new Map(before).set(room.household, reason))}
                    onNew={(book) => void newcomer(room.household, book)}
                    onLeave={() => setAt({ ...at })}
                  />
                </Fragment>
              )
            })}
          </tbody>
        </table>
      </div>
      <div className={classes.keys}>
        <KeyHints keys={words.keys} />
      </div>
    </Screen>
  )
}

type BelowProps = { line: Line; books: Parameters<typeof ChangesTable>[0]['book'][]; asked: boolean }

/** What is wrong with a line, and what changed since it was printed. */
function Below({ line, books, asked }: BelowProps) {
  const words = useText().paper
  const book = books.find((one) => one.id === line.book)
  const waits = line.since === 'corrected' && line.seenVersion !== line.version && book !== undefined
  const problems = line.problems.filter((one) => !(one === 'changed' && waits))
  return (
    <>
      {waits ? (
        <tr className={classes.ask}>
          <td />
          <td colSpan={8}>
            <ChangesTable
              book={book}
              colleagues={[]}
              changes={line.changes}
              before={words.printedThen}
              after={words.now}
            />
            {asked ? <p role="alert">{words.correctedAsk}</p> : null}
          </td>
        </tr>
      ) : null}
      {problems.length > 0 ? (
        <tr className={classes.problem}>
          <td />
          <td colSpan={8}>{problems.map((one) => words.problems[one]).join(' ')}</td>
        </tr>
      ) : null}
    </>
  )
}
