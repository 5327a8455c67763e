import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './sync.module.css'

/** Drafts of the own other PC that are sealed under another passphrase: given once, they open by themselves from then on. */
export function DraftsPanel({ onOpened }: { onOpened: () => void }) {
  const words = useText().sync.drafts
  const [passphrase, setPassphrase] = useState('')
  const [working, setWorking] = useState(false)
  const [opened, setOpened] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  async function open() {
    setWorking(true)
    const result = await rpc.sync.openDrafts({ passphrase })
    setWorking(false)
    setPassphrase('')
    setError(result.ok ? null : result.error)
    setOpened(result.ok)
    if (result.ok) onOpened()
  }
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      {opened ? (
        <Notice tone="good" role="status">
          {words.opened}
        </Notice>
      ) : (
        <>
          <p className={classes.means}>{words.means}</p>
          <form
            className={classes.head}
            onSubmit={(event) => {
              event.preventDefault()
              void open()
            }}
          >
            <PasswordInput
              aria-label={words.passphrase}
              placeholder={words.passphrase}
              autoComplete="off"
              w={280}
              value={passphrase}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={working || passphrase === ''}>
              {words.open}
            </Button>
          </form>
        </>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}
