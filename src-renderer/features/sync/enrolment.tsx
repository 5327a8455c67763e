import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'

import classes from './sync.module.css'

/**
 * IT takes this PC into the exchange with the code of the platform's administrator.
 *
 * @param again the address that it had, where it was enrolled before and the platform does not take it any more
 */
export function Enrolment({ again = null, onEnrolled }: { again?: string | null; onEnrolled: () => void }) {
  const all = useText().sync
  const words = { ...all.enrol, ...(again === null ? {} : all.enrolAgain) }
  const [url, setUrl] = useState(again ?? '')
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  async function enrol() {
    setWorking(true)
    setError(null)
    const result = await rpc.sync.enrol({ url, code, deviceName: name, again: again !== null })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    notifications.show({ message: words.done(result.value.stationName), color: 'green' })
    onEnrolled()
  }
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className={classes.means}>{words.means}</p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          void enrol()
        }}
      >
        <TextInput
          label={words.url}
          description={words.urlHint}
          value={url}
          w={300}
          required
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label={words.code}
          description={words.codeHint}
          value={code}
          w={340}
          required
          autoComplete="off"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <TextInput
          label={words.name}
          description={words.nameHint}
          value={name}
          w={200}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={working}>
          {words.submit}
        </Button>
      </form>
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}
