import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import type { SeenItem } from '../../../src-contract/features/distribution.contract.ts'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'

type Done = { done: number; left: number }

/** What can be done from the list: each says what became of it, and then the lists are asked for anew. */
export function useActs(after: () => void) {
  const text = useText()
  const words = text.distribution
  const format = useFormat()
  const [error, setError] = useState<RpcError | null>(null)
  const [busy, setBusy] = useState(false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const exporting = useRef<AbortController>(null)
  // Nobody would see how far it is, or could stop it.
  useEffect(() => () => exporting.current?.abort(), [])

  async function run<T>(ask: () => Promise<Result<T>>): Promise<T | null> {
    setBusy(true)
    const result = await ask()
    setBusy(false)
    setError(result.ok || result.error.code === 'rpc/cancelled' ? null : result.error)
    return result.ok ? result.value : null
  }
  function say(act: keyof typeof words.done, { done, left }: Done) {
    const changed = left > 0 ? words.left(format.number(left)) : ''
    notifications.show({
      message: `${words.done[act](format.number(done))}${changed}`,
      color: left > 0 ? 'yellow' : 'green',
    })
    after()
  }
  /** @returns false: nobody said where to put the file, or it could not be made */
  async function saveBatch(batch: string): Promise<boolean> {
    const made = await run(() => rpc.distribution.batchFile({ batch }))
    if (made === null) return false
    const name = await window.shell.saveFile(made.fileName, made.xlsx)
    if (name !== null) notifications.show({ message: text.exchange.saved(name), color: 'green' })
    return name !== null
  }
  return {
    error,
    busy,
    /** How far the export is, where it takes long. */
    progress,
    cancelExport: () => exporting.current?.abort(),
    forget: () => setError(null),
    saveBatch,
    async exportBatch(system: SystemId) {
      const stop = new AbortController()
      exporting.current = stop
      const made = await run(() =>
        rpc.distribution.exportBatch({ system }, { signal: stop.signal, onProgress: setProgress }),
      )
      setProgress(null)
      if (made === null) return
      // The batch is there from now on, whether or not its file is saved.
      after()
      const { batch, rows, left } = made
      notifications.show({
        message: words.exported(batch, format.number(rows), format.number(left)),
        color: 'green',
        autoClose: 10_000,
      })
      if (!(await saveBatch(batch)))
        notifications.show({ message: words.notSaved(batch), color: 'yellow', autoClose: 10_000 })
    },
    async confirm(items: readonly SeenItem[], receipt: string) {
      const done = await run(() =>
        rpc.distribution.confirm({ items: [...items], ...(receipt === '' ? {} : { receipt }) }),
      )
      if (done !== null) say('confirm', done)
      return done !== null
    },
    async refuse(items: readonly SeenItem[], reason: string) {
      const done = await run(() => rpc.distribution.refuse({ items: [...items], reason }))
      if (done !== null) say('refuse', done)
      return done !== null
    },
    async sendAgain(items: readonly SeenItem[]) {
      const done = await run(() => rpc.distribution.sendAgain({ items: [...items] }))
      if (done !== null) say('sendAgain', done)
    },
  }
}

export type Acts = ReturnType<typeof useActs>
