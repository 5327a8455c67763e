import type { ListedAccount } from '../../../src-contract/features/accounts.contract.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './accounts-screen.module.css'

type Props = {
  accounts: readonly ListedAccount[]
  /** Null for those who only look. */
  onActive: ((account: ListedAccount, active: boolean) => void) | null
  /** Makes a one-time code for somebody without a passphrase on this PC. */
  onCode: ((account: ListedAccount) => void) | null
}

/** The accounts of the station; a few dozen, therefore all of them at once. */
export function AccountTable({ accounts, onActive, onCode }: Props) {
  const text = useText()
  const words = text.access.account
  const acts = text.admin.accounts
  const format = useFormat()
  const { accountId: own } = useSession()
  const heads = [
    words.login,
    words.name,
    words.role,
    words.staffKind,
    words.staffNumber,
    words.team,
    words.beats,
    words.created,
    words.state,
  ]
  return (
    <table className={classes.table} aria-label={acts.list}>
      <thead>
        <tr>
          {heads.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {onActive ? <td /> : null}
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.accountId} data-inactive={!account.active || undefined}>
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
              {account.here ? null : <Tag tone="quiet">{acts.notHere}</Tag>}
              {onCode && account.active && !account.here ? (
                <ConfirmButton
                  label={acts.firstCode}
                  means={acts.firstCodeMeans(account.name)}
                  onConfirm={() => onCode(account)}
                />
              ) : null}
            </td>
            {onActive ? (
              <td data-align="end">
                {account.accountId === own ? (
                  <span className={classes.quiet}>{acts.own}</span>
                ) : (
                  <ConfirmButton
                    label={account.active ? acts.deactivate : acts.activate}
                    means={account.active ? acts.deactivateMeans(account.name) : acts.activateMeans(account.name)}
                    onConfirm={() => onActive(account, !account.active)}
                  />
                )}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
