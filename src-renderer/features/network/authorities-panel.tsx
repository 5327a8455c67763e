import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { PrivateAuthority } from '../../../src-contract/features/network.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './network.module.css'

type Props = { authorities: readonly PrivateAuthority[]; onChanged: () => void }

/** What is trusted beside the public authorities. A new one is shown with its fingerprint before it counts. */
export function AuthoritiesPanel({ authorities, onChanged }: Props) {
  const words = useText().network
  const [offered, setOffered] = useState<{ text: string; authority: PrivateAuthority } | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  async function pick() {
    const file = await window.shell.pickText('certificate')
    if (file === null) return
    const read = await rpc.network.readAuthority({ text: file.text })
    setError(read.ok ? null : read.error)
    setOffered(read.ok ? { text: file.text, authority: read.value.authority } : null)
  }
  async function add(text: string) {
    const added = await rpc.network.addAuthority({ text })
    setError(added.ok ? null : added.error)
    setOffered(null)
    if (!added.ok) return
    notifications.show({ message: words.added, color: 'green' })
    onChanged()
  }
  async function remove(fingerprint: string) {
    const removed = await rpc.network.removeAuthority({ fingerprint })
    setError(removed.ok ? null : removed.error)
    onChanged()
  }
  return (
    <section className={classes.panel} aria-label={words.authorities}>
      <h2>{words.authorities}</h2>
      <p className={classes.means}>{words.authoritiesMean}</p>
      {authorities.length === 0 ? <p className={classes.means}>{words.noAuthorities}</p> : null}
      {authorities.map((authority) => (
        <div key={authority.fingerprint} className={classes.one}>
          <Facts authority={authority} />
          <ConfirmButton
            small
            label={words.remove}
            means={words.removeMeans}
            onConfirm={() => void remove(authority.fingerprint)}
          />
        </div>
      ))}
      {offered === null ? (
        <div>
          <Button variant="default" onClick={() => void pick()}>
            {words.add}
          </Button>
        </div>
      ) : (
        <div className={classes.offered} role="group" aria-label={words.add}>
          <p>{words.check}</p>
          <Facts authority={offered.authority} />
          <div className={classes.row}>
            <Button onClick={() => void add(offered.text)}>{words.confirm}</Button>
            <Button variant="default" onClick={() => setOffered(null)}>
              {words.cancel}
            </Button>
          </div>
        </div>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}

function Facts({ authority }: { authority: PrivateAuthority }) {
  const words = useText().network
  const format = useFormat()
  return (
    <dl className={classes.facts}>
      <dt>{words.subject}</dt>
      <dd>{authority.subject}</dd>
      <dt>{words.validity}</dt>
      <dd>
        {words.from(format.date(authority.validFrom), format.date(authority.validTo))}{' '}
        {authority.expired ? <Tag tone="bad">{words.expired}</Tag> : null}
      </dd>
      <dt>{words.fingerprint}</dt>
      <dd className={classes.fingerprint}>{authority.fingerprint.match(/.{4}/g)?.join(' ')}</dd>
    </dl>
  )
}
