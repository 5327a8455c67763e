import { Button, PasswordInput, Radio, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ShownProxy } from '../../../src-contract/features/network.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './network.module.css'

const modes = ['none', 'system', 'address'] as const

/** Directly, as the system does, or through a proxy of its own. */
export function ProxyPanel({ proxy, onSaved }: { proxy: ShownProxy; onSaved: () => void }) {
  const words = useText().network
  const isUnset = proxy.mode === 'unset'
  const kept = proxy.mode === 'address' ? proxy : null
  /** Null: none is marked as long as nobody has chosen. */
  const [mode, setMode] = useState(proxy.mode === 'unset' ? null : proxy.mode)
  const [address, setAddress] = useState(kept?.address ?? '')
  const [exclusions, setExclusions] = useState(kept?.exclusions.join('\n') ?? '')
  const [user, setUser] = useState(kept?.user ?? '')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  async function save() {
    if (mode === null) return
    const wanted =
      mode === 'address'
        ? { mode, address, exclusions: exclusions.split('\n'), user, password: password === '' ? null : password }
        : { mode }
    const result = await rpc.network.setProxy({ proxy: wanted })
    setError(result.ok ? null : result.error)
    if (!result.ok) return
    setPassword('')
    notifications.show({ message: words.saved, color: 'green' })
    onSaved()
  }
  const passwordHint = kept?.hasPassword ? words.passwordKept : user === '' ? ' ' : words.passwordMissing
  return (
    <section className={classes.panel} aria-label={words.proxy}>
      <h2>{words.proxy}</h2>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {isUnset ? <p className={classes.means}>{words.unset}</p> : null}
        <Radio.Group value={mode} onChange={(next) => setMode(modes.find((one) => one === next) ?? null)}>
          <div className={classes.row}>
            {modes.map((one) => (
              <Radio key={one} value={one} label={words.modes[one]} />
            ))}
          </div>
        </Radio.Group>
        {mode === 'address' ? (
          <>
            <div className={classes.row}>
              <div className={classes.column}>
                <TextInput
                  label={words.address}
                  description={words.addressHint}
                  value={address}
                  w={280}
                  required
                  onChange={(event) => setAddress(event.currentTarget.value)}
                />
                <div className={classes.row}>
                  <TextInput
                    label={words.user}
                    description={words.userHint}
                    value={user}
                    w={200}
                    autoComplete="off"
                    onChange={(event) => setUser(event.currentTarget.value)}
                  />
                  <PasswordInput
                    label={words.password}
                    description={passwordHint}
                    value={password}
                    w={200}
                    autoComplete="off"
                    onChange={(event) => setPassword(event.currentTarget.value)}
                  />
                </div>
              </div>
              <Textarea
                label={words.exclusions}
                description={words.exclusionsHint}
                value={exclusions}
                w={300}
                rows={5}
                onChange={(event) => setExclusions(event.currentTarget.value)}
              />
            </div>
            <p className={classes.means}>{words.passwordMeans}</p>
          </>
        ) : null}
        <div>
          <Button type="submit" disabled={mode === null}>
            {words.save}
          </Button>
        </div>
      </form>
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}
