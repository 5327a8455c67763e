import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './distribution.module.css'

type Props = { system: SystemId; onClose: () => void; onApplied: () => void }

/** Most rows that are named one by one. */
const namedRows = 30
const shownCounts = ['confirmed', 'rejected', 'changed', 'unchanged'] as const

/** A system's return file: what it would do, then all of it. */
export function ReturnDialog({ system, onClose, onApplied }: Props) {
  const text = useText()
  const words = text.distribution.returns
  const format = useFormat()
  const [file, setFile] = useState<PickedFile | null>(null)
  const [counts, setCounts] = useState<OutputOf<'distribution.readReturn'> | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [busy, setBusy] = useState<'reading' | 'applying' | null>(null)

  async function pick() {
    const picked = await window.shell.pickFile('spreadsheet')
    if (picked === null) return
    setFile(picked)
    setCounts(null)
    setError(null)
    setBusy('reading')
    const result = await rpc.distribution.readReturn({ fileId: picked.fileId as FileId, system })
    setBusy(null)
    if (result.ok) setCounts(result.value)
    else setError(result.error)
  }
  async function apply() {
    if (file === null) return
    setBusy('applying')
    const result = await rpc.distribution.applyReturn({ fileId: file.fileId as FileId, system })
    setBusy(null)
    if (!result.ok) return setError(result.error)
    const { confirmed, rejected } = result.value
    notifications.show({
      message: words.applied(format.number(confirmed), format.number(rejected)),
      color: 'green',
    })
    onApplied()
    onClose()
  }
  const applies = counts !== null && counts.confirmed + counts.rejected > 0
  const unknown = counts?.unknown ?? 0
  const named = format.list(
    (counts?.unknownRows ?? [])
      .slice(0, namedRows)
      .map(({ sheet, row }) => words.unknownRow(sheet, format.number(row))),
  )
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title(text.frame.systems[system])}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.form}>
        <p className={classes.quiet}>{words.means}</p>
        <div className={classes.buttons}>
          <Button
            variant={file === null ? 'filled' : 'default'}
            loading={busy === 'reading'}
            onClick={() => void pick()}
            data-autofocus
          >
            {words.pick}
          </Button>
          {file === null ? null : <strong>{file.name}</strong>}
        </div>
        {error ? <ErrorNotice error={error} /> : null}
        {counts === null ? null : (
          <>
            <dl className={classes.figures}>
              {shownCounts.map((key) => (
                <div key={key}>
                  <dt>{words.counts[key]}</dt>
                  <dd>{format.number(counts[key])}</dd>
                </div>
              ))}
              <div>
                <dt>{words.counts.unknown}</dt>
                <dd>{format.number(unknown)}</dd>
              </div>
            </dl>
            {unknown === 0 ? null : (
              <Notice tone="warn">
                {words.unknownRows(unknown > namedRows ? `${named} ${words.more(format.number(unknown))}` : named)}
              </Notice>
            )}
            {applies ? null : <Notice tone="info">{words.nothing}</Notice>}
          </>
        )}
        <div className={classes.buttons}>
          <Button disabled={!applies} loading={busy === 'applying'} onClick={() => void apply()}>
            {words.apply}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
