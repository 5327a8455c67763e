import { Button } from '@mantine/core'
import { useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './sync.module.css'

/** 待发包: what only this PC has leaves it as a sealed file; another PC's file is handed over here. */
export function CarryPanel({ onDone }: { onDone: () => void }) {
  const words = useText().sync.carry
  const format = useFormat()
  const [working, setWorking] = useState<'packing' | 'carrying' | null>(null)
  const [packed, setPacked] = useState<string | null>(null)
  const [carried, setCarried] = useState<OutputOf<'sync.carry'> | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  function begin(what: 'packing' | 'carrying') {
    setWorking(what)
    setPacked(null)
    setCarried(null)
    setError(null)
  }
  async function pack() {
    begin('packing')
    const made = await rpc.sync.pack({})
    setWorking(null)
    if (!made.ok) return setError(made.error)
    const { files, refused, attached, records } = made.value
    const names: string[] = []
    for (const { fileName, bytes } of files) {
      const name = await window.shell.saveFile(fileName, bytes)
      if (name === null) break
      names.push(name)
    }
    onDone()
    if (names.length === 0) return undefined
    const changes = files.reduce((sum, one) => sum + one.changes, 0)
    const { number } = format
    if (names.length < files.length) return setPacked(words.partly(number(names.length), number(files.length)))
    const said = words.packed(names.join('”“'), number(changes), number(attached.packed), number(refused))
    const left = [
      ...(attached.left > 0 ? [words.filesLeft(number(attached.left))] : []),
      ...(records > 0 ? [words.recordsLeft(number(records))] : []),
    ]
    return setPacked([said, ...left].join(''))
  }
  async function carry() {
    const file = await window.shell.pickFile('package')
    if (file === null) return
    begin('carrying')
    const result = await rpc.sync.carry({ fileId: file.fileId as FileId })
    setWorking(null)
    if (result.ok) setCarried(result.value)
    else setError(result.error)
    onDone()
  }
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className={classes.means}>{words.means}</p>
      <div className={classes.head}>
        <Button variant="default" disabled={working !== null} onClick={() => void pack()}>
          {working === 'packing' ? words.packing : words.pack}
        </Button>
        <Button variant="default" disabled={working !== null} onClick={() => void carry()}>
          {working === 'carrying' ? words.carrying : words.carry}
        </Button>
      </div>
      {packed === null ? null : (
        <Notice tone="good" role="status">
          {packed}
        </Notice>
      )}
      {carried === null ? null : <Carried report={carried} />}
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}

/** What became of a package that was handed over. */
function Carried({ report }: { report: OutputOf<'sync.carry'> }) {
  const text = useText().sync
  const words = text.carry
  const { number } = useFormat()
  const { deviceName, part, parts, changes, known, accepted, conflicts, rejected, refused, reasons, attached } = report
  const why = reasons.map((reason) => text.rejected.reasons[reason] ?? text.rejected.other)
  const lines = [
    words.carried(deviceName, number(changes), number(accepted)),
    ...(parts > 1 ? [words.part(number(part), number(parts))] : []),
    ...(attached.packed > 0 ? [words.files(number(attached.packed), number(attached.whole))] : []),
    ...(known > 0 ? [words.known(number(known))] : []),
    ...(conflicts > 0 ? [words.conflicts(number(conflicts))] : []),
    ...(rejected > 0 ? [words.rejected(number(rejected), why)] : []),
    ...(refused > 0 ? [words.refused(number(refused))] : []),
  ]
  return (
    <Notice tone={conflicts + rejected + refused > 0 ? 'warn' : 'good'} role="status">
      {lines.join('')}
    </Notice>
  )
}
