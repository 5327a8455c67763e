import { Button, SegmentedControl } from '@mantine/core'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ItemRef, SharedItem } from '../../../src-contract/features/distribution.contract.ts'
import { distributionCatalogs } from '../../../src-domain/distribution/forms.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { useSelection } from '../../ui/grid-selection.ts'
import { ListBar, ListNote, ListRoom } from '../../ui/list-page.tsx'
import { Loading } from '../../ui/loading.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import { ActsBar } from './acts-bar.tsx'
import { chosenList, firstList, firstSystem, shownStandings, takesSeveral, type ChosenList } from './chosen-list.ts'
import { keyOf, refOf } from './distribution-words.ts'
import classes from './distribution.module.css'
import { HandOverDrawer } from './hand-over-drawer.tsx'
import { ReturnDialog } from './return-dialog.tsx'
import { sharedColumns } from './shared-columns.ts'
import { countAt, SystemList, unsettled, type SystemCounts } from './system-list.tsx'
import { useActs } from './use-acts.ts'

/** 数据共享: the seven systems at the left, and of the chosen one what waits, what is unconfirmed, what came back. */
export function DistributionScreen() {
  const text = useText()
  const words = text.distribution
  const format = useFormat()
  const overview = useCall((signal) => rpc.distribution.overview({}, { signal }), [])
  useDataChanged('ledger', overview.again)
  // Answers of the systems come with an exchange.
  useDataChanged('sync', overview.again)
  const systems = overview.value?.systems ?? noSystems
  const kept = useStore(chosenList)
  const first = firstSystem(systems)
  const chosen = kept ?? (first ? firstList(first) : null)
  // Kept from now on, so that another list does not come up by itself when something changes.
  useEffect(() => {
    if (kept === null && first) chosenList.set(firstList(first))
  }, [kept, first])
  const counts = systems.find(({ system }) => system === chosen?.system)
  const queued = overview.value?.queued ?? 0
  const { again } = overview
  // Each look does a part of what is left: whoever waits here need not do anything for it.
  useEffect(() => {
    if (queued === 0) return undefined
    const timer = setTimeout(again, 1_000)
    return () => clearTimeout(timer)
  }, [overview.value, queued, again])
  return (
    <Screen
      fill
      title={words.title}
      aside={
        <>
          {counts ? (
            <span className={classes.quiet}>
              {format.pair(text.frame.systems[counts.system], words.channelMeans[counts.channel])}
            </span>
          ) : null}
          {queued > 0 ? <span role="status">{words.queued(format.number(queued))}</span> : null}
        </>
      }
    >
      {overview.error ? <ErrorNotice error={overview.error} onRetry={overview.again} /> : null}
      {chosen && counts ? (
        <div className={classes.page}>
          <SystemList
            systems={systems}
            chosen={chosen.system}
            onChoose={(id) => {
              const one = systems.find(({ system }) => system === id)
              if (one) chosenList.set(firstList(one))
            }}
          />
          <SharedList
            key={chosen.system}
            chosen={chosen}
            counts={counts}
            joined={overview.value?.joined ?? false}
            queued={queued}
            onDone={overview.again}
          />
        </div>
      ) : overview.error ? null : (
        <Loading />
      )}
    </Screen>
  )
}

const noSystems: never[] = []
const noBooks: never[] = []

type ListProps = { chosen: ChosenList; counts: SystemCounts; joined: boolean; queued: number; onDone: () => void }

/** One list of one system, and what can be done with what was chosen in it. */
function SharedList({ chosen, counts, joined, queued, onDone }: ListProps) {
  const text = useText()
  const words = text.distribution
  const format = useFormat()
  const label = useLabel()
  const { role } = useSession()
  const books = useBooks().value?.books ?? noBooks
  const works = allowed(role, 'distribution.exportBatch')
  const { system, kind, standing } = chosen
  const list = useCall(
    async (signal) => {
      const found = await rpc.distribution.list({ system, kind, standing, limit: 500 }, { signal })
      return found.ok ? { ok: true as const, value: { ...found.value, chosen } } : found
    },
    [system, kind, standing],
  )
  useDataChanged('ledger', list.again)
  useDataChanged('sync', list.again)
  // Rows of the list before stay in sight until the new ones are there, but nobody can choose one of them for this list's acts.
  const behind =
    list.value !== undefined && (list.value.chosen.kind !== kind || list.value.chosen.standing !== standing)
  const selection = useSelection<SharedItem>()
  const [panel, setPanel] = useState<ItemRef | null>(null)
  const [active, setActive] = useState<SharedItem | null>(null)
  const [reading, setReading] = useState(false)
  const after = useCallback(() => {
    selection.clear()
    list.again()
    onDone()
  }, [selection, list, onDone])
  const acts = useActs(after)
  function choose(next: Partial<ChosenList>) {
    chosenList.set({ ...chosen, ...next })
    selection.clear()
    acts.forget()
  }
  const items = list.value?.items ?? noBooks
  const columns = useMemo(
    () => sharedColumns(kind, standing, { words, format, label, books }),
    [kind, standing, words, format, label, books],
  )
  // No boxes for whoever has nothing to do with what was ticked.
  const boxed = works && takesSeveral(standing, counts.channel)
  const inPanel =
    allowed(role, 'distribution.panel') &&
    (standing === 'lacking' || (standing === 'waiting' && counts.channel === 'manual'))
  function open(item: SharedItem) {
    if (inPanel) setPanel(refOf(item))
    else if (item.kind === 'record') go({ screen: 'entry', entryId: item.entryId })
  }
  const numbers = kind === 'record' ? counts.records : counts.corrections
  const kinds = (['record', 'correction'] as const).filter(
    (one) => one === 'record' || kind === one || Object.values(counts.corrections).some((n) => n > 0),
  )
  const total = list.value?.total ?? 0
  return (
    <section className={classes.main} aria-label={text.frame.systems[system]}>
      <ListBar>
        {kinds.length > 1 ? (
          <SegmentedControl
            aria-label={words.kind}
            value={kind}
            onChange={(value) => {
              const next = kinds.find((one) => one === value) ?? 'record'
              choose({ kind: next, standing: standing === 'lacking' ? 'waiting' : standing })
            }}
            data={kinds.map((one) => ({
              value: one,
              label: words.count(words.kinds[one], format.number(unsettled(counts, one))),
            }))}
          />
        ) : null}
        <SegmentedControl
          aria-label={words.standing}
          value={standing}
          onChange={(value) => {
            const next = shownStandings(counts, kind).find((one) => one === value)
            if (next) choose({ standing: next })
          }}
          data={shownStandings(counts, kind).map((one) => ({
            value: one,
            label: words.count(
              words.standings[one],
              format.number((numbers as Readonly<Record<string, number>>)[one] ?? 0),
            ),
          }))}
        />
        {works && counts.channel === 'import-file' ? (
          <Button className={classes.ends} variant="default" onClick={() => setReading(true)}>
            {words.acts.readReturn}
          </Button>
        ) : null}
      </ListBar>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} /> : null}
      {acts.error ? <ErrorNotice error={acts.error} /> : null}
      {list.value && !behind && items.length === 0 ? (
        <Blank title={words.emptyTitle(words.standings[standing])}>
          {distributionCatalogs.get(system)?.forms.length === 0 ? words.noForms : words.emptyText}
        </Blank>
      ) : null}
      {items.length > 0 ? (
        <ListRoom behind={behind}>
          <DataGrid
            label={words.title}
            columns={columns}
            count={items.length}
            row={(index) => items[index]}
            rowKey={keyOf}
            remember="distribution"
            {...(boxed ? { selection } : {})}
            onOpen={open}
            onActive={setActive}
          />
        </ListRoom>
      ) : (
        <ListRoom behind={false} />
      )}
      {total > items.length ? (
        <ListNote>{words.first(format.number(items.length), format.number(total))}</ListNote>
      ) : null}
      {works || (standing === 'waiting' && counts.channel === 'interface') ? (
        <ActsBar
          key={`${kind} ${standing}`}
          system={system}
          channel={counts.channel}
          standing={standing}
          total={total}
          // Of what is still being looked at, some may wait for this system.
          toExport={countAt(counts, 'waiting') + queued}
          joined={joined}
          chosen={[...selection.rows.values()]}
          shown={behind ? 0 : items.length}
          onChooseAll={() => selection.set(new Map(items.map((item) => [keyOf(item), item])))}
          active={active}
          acts={acts}
          onOpen={open}
        />
      ) : null}
      {reading ? <ReturnDialog system={system} onClose={() => setReading(false)} onApplied={after} /> : null}
      {panel ? (
        <HandOverDrawer
          item={panel}
          system={system}
          channel={counts.channel}
          onClose={() => setPanel(null)}
          onDone={after}
        />
      ) : null}
    </section>
  )
}
