import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { conflictKinds } from '../../../src-contract/conflicts.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import {
  conflictStates,
  type ConflictState,
  type QualityItem,
} from '../../../src-contract/features/quality.contract.ts'
import { systemIds } from '../../../src-contract/systems.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { useSelection } from '../../ui/grid-selection.ts'
import { ListBar, ListRoom } from '../../ui/list-page.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import classes from './quality.module.css'

/** 数据质量: open conflicts as a list without names, settled, assigned or sent for correction many at a time. */
export function QualityScreen() {
  const text = useText()
  const words = text.quality
  const format = useFormat()
  const label = useLabel()
  const { role } = useSession()
  const works = allowed(role, 'quality.settle')
  const assigns = allowed(role, 'quality.assign')
  const [filter, setList] = useState<{ state: ConflictState; kind: string; system: string; mine: boolean }>({
    state: 'open',
    kind: '',
    system: '',
    mine: false,
  })
  const kind = conflictKinds.find((one) => one === filter.kind)
  const system = systemIds.find((one) => one === filter.system)
  const list = useCall(
    async (signal) => {
      const found = await rpc.quality.list(
        { state: filter.state, mine: filter.mine, limit: 500, ...(kind && { kind }), ...(system && { system }) },
        { signal },
      )
      return found.ok ? { ok: true as const, value: { ...found.value, filter } } : found
    },
    [filter.state, filter.kind, filter.system, filter.mine],
  )
  // Rows of the list before stay in sight until the new ones are there, but nobody can choose one of them for this list's acts.
  const behind = list.value !== undefined && list.value.filter !== filter
  useDataChanged('sources', list.again)
  // Answers of the systems come with an exchange.
  useDataChanged('sync', list.again)
  const people = useCall((signal) => rpc.handover.people({}, { signal }), [])
  const selection = useSelection<QualityItem>()
  function setFilter(chosen: typeof filter) {
    setList(chosen)
    selection.clear()
  }
  const [reason, setReason] = useState('')
  const [proposed, setProposed] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const items = list.value?.items ?? []
  const measures = list.value?.measures
  const findIds = [...selection.rows.values()].map((row) => row.findId)
  const ready = findIds.length > 0 && filter.state === 'open'
  const [back, ...others] = [...selection.rows.values()].flatMap(({ correction }) =>
    correction?.state === 'rejected' ? [correction.requestId] : [],
  )
  const written = reason.trim().length >= 2

  const columns: Column<QualityItem>[] = [
    { key: 'kind', label: words.kind, width: 100, text: (row) => text.lookup.file.conflictKinds[row.kind] },
    { key: 'system', label: words.system, width: 96, text: (row) => text.frame.systems[row.system] },
    { key: 'field', label: words.field, width: 110, text: (row) => label(row.label) },
    ...(filter.state === 'requested'
      ? [
          {
            key: 'correction',
            label: words.correction,
            width: 210,
            text: (row: QualityItem) => words.standing(row.correction),
          },
        ]
      : []),
    {
      key: 'sentence',
      label: words.sentence,
      width: 350,
      text: (row) =>
        text.lookup.file.conflictSentences[row.kind](
          text.frame.systems[row.system],
          row.against === null ? '' : text.frame.systems[row.against],
        ),
    },
    { key: 'age', label: words.age, width: 64, text: (row) => words.days(format.number(row.age)), align: 'end' },
    { key: 'assignee', label: words.assignee, width: 80, text: (row) => row.assigneeName ?? '' },
    { key: 'reason', label: words.reason, width: 160, text: (row) => row.reason ?? '' },
  ]

  async function settle() {
    const done = await rpc.quality.settle({ findIds, reason: reason.trim() })
    setError(done.ok ? null : done.error)
    if (done.ok) after(words.settled(format.number(done.value.settled)))
  }
  async function request() {
    const value = proposed.trim()
    const done = await rpc.quality.request({
      findIds,
      reason: reason.trim(),
      ...(value === '' || findIds.length > 1 ? {} : { proposed: value }),
    })
    setError(done.ok ? null : done.error)
    if (!done.ok) return
    const { requested, withoutValue, notTaken } = done.value
    after(words.requested(format.number(requested), format.number(withoutValue), format.number(notTaken)), requested)
  }
  async function sendAgain(requestId: string) {
    const value = proposed.trim()
    const done = await rpc.quality.sendAgain({
      requestId,
      reason: reason.trim(),
      ...(value === '' ? {} : { proposed: value }),
    })
    setError(done.ok ? null : done.error)
    if (done.ok) after(words.sentAgain)
  }
  async function assign(accountId: string) {
    const chosen = people.value?.people.find((one) => one.accountId === accountId)
    const done = await rpc.quality.assign({ findIds, accountId: chosen?.accountId ?? null })
    setError(done.ok ? null : done.error)
    if (done.ok) after(words.assigned(format.number(findIds.length)))
  }
  function after(message: string, count = 1) {
    notifications.show({ message, color: count > 0 ? 'green' : 'yellow' })
    setReason('')
    setProposed('')
    selection.clear()
    list.again()
  }

  return (
    <Screen
      fill
      title={words.title}
      aside={
        measures ? (
          <span role="status">
            {words.measures(
              format.number(measures.open),
              format.number(measures.checked),
              format.number(measures.requested),
              measures.oldestDays === null ? null : format.number(measures.oldestDays),
            )}
            {measures.waiting > 0 ? ` ${words.waiting(format.number(measures.waiting))}` : null}
          </span>
        ) : null
      }
    >
      <ListBar>
        <NativeSelect
          aria-label={words.state}
          value={filter.state}
          onChange={(event) => {
            const state = conflictStates.find((one) => one === event.currentTarget.value)
            if (state) setFilter({ ...filter, state })
          }}
          data={conflictStates.map((one) => ({ value: one, label: words.states[one] }))}
        />
        <NativeSelect
          aria-label={words.kind}
          value={filter.kind}
          onChange={(event) => setFilter({ ...filter, kind: event.currentTarget.value })}
          data={[
            { value: '', label: words.allKinds },
            ...conflictKinds.map((one) => ({ value: one, label: text.lookup.file.conflictKinds[one] })),
          ]}
        />
        <NativeSelect
          aria-label={words.system}
          value={filter.system}
          onChange={(event) => setFilter({ ...filter, system: event.currentTarget.value })}
          data={[
            { value: '', label: words.allSystems },
            ...systemIds.map((one) => ({ value: one, label: text.frame.systems[one] })),
          ]}
        />
        <Switch
          label={words.mine}
          checked={filter.mine}
          onChange={(event) => setFilter({ ...filter, mine: event.currentTarget.checked })}
        />
        {list.value && list.value.total > items.length ? (
          <span>{words.first(format.number(items.length), format.number(list.value.total))}</span>
        ) : null}
      </ListBar>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} /> : null}
      {error ? <ErrorNotice error={error} /> : null}
      {list.value && items.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {items.length > 0 ? (
        <ListRoom behind={behind}>
          <DataGrid
            label={words.title}
            columns={columns}
            count={items.length}
            row={(index) => items[index]}
            rowKey={(row) => String(row.findId)}
            remember="quality"
            selection={selection}
            onOpen={
              allowed(role, 'lookup.open') ? (row) => go({ screen: 'file', subjectId: row.subjectId }) : undefined
            }
          />
        </ListRoom>
      ) : null}
      {(works || assigns) && filter.state === 'open' ? (
        <ListBar>
          <span>{words.chosen(format.number(findIds.length))}</span>
          {works ? (
            <>
              <TextInput
                className={classes.reason}
                aria-label={words.reason}
                placeholder={words.reasonHint}
                maxLength={200}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <TextInput
                aria-label={words.proposed}
                placeholder={findIds.length > 1 ? words.proposedMany : words.proposedHint}
                disabled={findIds.length > 1}
                maxLength={200}
                value={proposed}
                onChange={(event) => setProposed(event.currentTarget.value)}
              />
              <Button disabled={!ready || !written} onClick={() => void settle()}>
                {words.settle}
              </Button>
              <Button
                variant="default"
                disabled={!ready || !written}
                onClick={() => void request()}
                title={words.requestMeans}
              >
                {words.request}
              </Button>
            </>
          ) : null}
          <NativeSelect
            aria-label={words.assign}
            disabled={!ready}
            value=""
            onChange={(event) => void assign(event.currentTarget.value)}
            data={[
              { value: '', label: words.assign },
              { value: 'nobody', label: words.nobody },
              ...(people.value?.people ?? [])
                .filter((one) => one.active)
                .map((one) => ({ value: one.accountId, label: one.name })),
            ]}
          />
        </ListBar>
      ) : null}
      {works && filter.state === 'requested' ? (
        <ListBar>
          <span>{words.chosen(format.number(findIds.length))}</span>
          <TextInput
            className={classes.reason}
            aria-label={words.reason}
            placeholder={words.reasonHint}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <TextInput
            aria-label={words.proposed}
            placeholder={words.proposedAgain}
            maxLength={200}
            value={proposed}
            onChange={(event) => setProposed(event.currentTarget.value)}
          />
          <Button
            disabled={back === undefined || others.length > 0 || findIds.length > 1 || !written}
            onClick={() => back !== undefined && void sendAgain(back)}
            title={words.sendAgainMeans}
          >
            {words.sendAgain}
          </Button>
        </ListBar>
      ) : null}
    </Screen>
  )
}
