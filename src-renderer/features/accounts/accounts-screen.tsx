import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useCallback, useState, type SyntheticEvent } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { emptyAccount } from '../setup/set-up-form.ts'
import classes from '../sources/sources-screen.module.css'
import { AccountFields } from './account-fields.tsx'
import { Integrity } from './integrity.tsx'

type Account = OutputOf<'accounts.list'>['accounts'][number]

/** IT: who has an account, and whether the data is whole. No resident's data is here. */
export function AccountsScreen() {
  const text = useText()
  const words = text.admin.accounts
  const session = useSession()
  const accounts = useCall((signal) => rpc.accounts.list({}, { signal }), [])
  useDataChanged(
    'accounts',
    useCallback(() => accounts.again(), [accounts.again]),
  )
  const [creating, setCreating] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  async function setActive(account: Account, active: boolean) {
    const result = await rpc.accounts.setActive({ accountId: account.accountId, active })
    setError(result.ok ? null : result.error)
    accounts.again()
  }
  return (
    <Screen
      title={words.title}
      actions={
        allowed(session.role, 'accounts.create') ? (
          <Button onClick={() => setCreating(true)}>{words.create}</Button>
        ) : null
      }
    >
      <div className={classes.stack}>
        {error ? <ErrorNotice error={error} /> : null}
        {accounts.error ? <ErrorNotice error={accounts.error} onRetry={accounts.again} /> : null}
        <section className={classes.panel} aria-label={words.list}>
          <h2>{words.list}</h2>
          <AccountTable
            accounts={accounts.value?.accounts ?? []}
            onActive={
              allowed(session.role, 'accounts.setActive') ? (account, active) => void setActive(account, active) : null
            }
          />
        </section>
        <Integrity />
      </div>
      {creating ? (
        <NewAccount
          onClose={() => setCreating(false)}
          onCreated={() => {
            setCreating(false)
            accounts.again()
          }}
        />
      ) : null}
    </Screen>
  )
}

type TableProps = {
  accounts: readonly Account[]
  onActive: ((account: Account, active: boolean) => void) | null
}

function AccountTable({ accounts, onActive }: TableProps) {
  const text = useText()
  const words = text.access.account
  const format = useFormat()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {[
            words.login,
            words.name,
            words.role,
            words.staffKind,
            words.staffNumber,
            words.team,
            words.beats,
            words.created,
            words.state,
          ].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {onActive ? <td /> : null}
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.accountId}>
            <th scope="row">{account.login}</th>
            <td>{account.name}</td>
            <td>{text.access.roles[account.role]}</td>
            <td>{text.access.staffKinds[account.staffKind]}</td>
            <td>{account.staffNumber}</td>
            <td>{account.team}</td>
            <td>{format.list(account.beats)}</td>
            <td>{format.date(account.createdAt)}</td>
            <td>
              <Tag tone={account.active ? 'good' : 'quiet'}>{account.active ? words.active : words.inactive}</Tag>
            </td>
            {onActive ? (
              <td data-align="end">
                <ConfirmButton
                  label={account.active ? text.admin.accounts.deactivate : text.admin.accounts.activate}
                  means={
                    account.active
                      ? text.admin.accounts.deactivateMeans(account.name)
                      : text.admin.accounts.activateMeans(account.name)
                  }
                  onConfirm={() => onActive(account, !account.active)}
                />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NewAccount({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const text = useText()
  const words = text.admin.accounts
  const [form, setForm] = useState(emptyAccount)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setWorking(true)
    const beats = form.beats.split(/[,，、\s]+/).filter((beat) => beat !== '')
    const result = await rpc.accounts.create({ ...form, beats })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    notifications.show({ message: words.created(form.name), color: 'green' })
    onCreated()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.createTitle}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <AccountFields value={form} onChange={setForm} />
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.actions}>
          <Button type="submit" loading={working}>
            {words.create}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
