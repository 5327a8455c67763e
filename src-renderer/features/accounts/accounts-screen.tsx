import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ListedAccount } from '../../../src-contract/features/accounts.contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { AccountTable } from './account-table.tsx'
import classes from './accounts-screen.module.css'
import { DataKey } from './data-key.tsx'
import { FirstCode } from './first-code.tsx'
import { Integrity } from './integrity.tsx'
import { NewAccount } from './new-account.tsx'

/** IT: who has an account, and whether the data is whole; the chief sees who has one. No resident's data is here. */
export function AccountsScreen() {
  const text = useText()
  const format = useFormat()
  const words = text.admin.accounts
  const { role } = useSession()
  const { value, error, again } = useCall((signal) => rpc.accounts.list({}, { signal }), [])
  useDataChanged('accounts', again)
  const [creating, setCreating] = useState(false)
  const [refused, setRefused] = useState<RpcError | null>(null)
  const [made, setMade] = useState<{ name: string; code: string; expiresAt: string } | null>(null)
  async function makeCode({ accountId, name }: ListedAccount) {
    const result = await rpc.accounts.firstCode({ accountId })
    setRefused(result.ok ? null : result.error)
    if (result.ok) setMade({ name, ...result.value })
  }
  const administers = allowed(role, 'accounts.create')
  const accounts = value?.accounts ?? []
  async function setActive(account: ListedAccount, active: boolean) {
    const result = await rpc.accounts.setActive({ accountId: account.accountId, active })
    setRefused(result.ok ? null : result.error)
    again()
  }
  return (
    <Screen
      title={administers ? words.title : words.list}
      aside={
        value ? (
          <span className={classes.quiet}>
            {words.activeOf(
              format.number(accounts.filter((account) => account.active).length),
              format.number(accounts.length),
            )}
          </span>
        ) : null
      }
      actions={administers ? <Button onClick={() => setCreating(true)}>{words.create}</Button> : null}
    >
      <div className={classes.stack}>
        {refused ? <ErrorNotice error={refused} /> : null}
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {value && accounts.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
        {accounts.length > 0 ? (
          <AccountTable
            accounts={accounts}
            onActive={allowed(role, 'accounts.setActive') ? (account, active) => void setActive(account, active) : null}
            onCode={allowed(role, 'accounts.firstCode') ? (account) => void makeCode(account) : null}
          />
        ) : null}
        {allowed(role, 'accounts.keyChange') ? <DataKey /> : null}
        {administers ? <Integrity /> : null}
      </div>
      {made ? (
        <FirstCode name={made.name} code={made.code} until={made.expiresAt} onClose={() => setMade(null)} />
      ) : null}
      {creating ? (
        <NewAccount
          onClose={() => setCreating(false)}
          onCreated={() => {
            setCreating(false)
            again()
          }}
        />
      ) : null}
    </Screen>
  )
}
