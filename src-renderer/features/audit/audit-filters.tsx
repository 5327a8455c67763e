import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useId, useState, type ReactNode, type SyntheticEvent } from 'react'
import { auditActions } from '../../../src-contract/features/audit.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import { dayOf, noFilter, type TypedFilter } from './audit-filter.ts'
import classes from './audit-screen.module.css'

type Props = { value: TypedFilter; onApply: (filter: TypedFilter) => void; children: ReactNode }

/** Which rows are meant. Asked for with the button or Enter, not at each key: every question is itself in the trail. */
export function AuditFilters({ value, onApply, children }: Props) {
  const text = useText()
  const words = text.admin.audit
  const names = useId()
  const [typed, setTyped] = useState(value)
  const [refused, setRefused] = useState(false)
  const colleagues = useCall((signal) => rpc.accounts.colleagues({}, { signal }), []).value?.accounts ?? []
  const field = (key: keyof TypedFilter) => ({
    value: typed[key],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [key]: event.currentTarget.value }),
  })
  const day = (key: 'from' | 'to') => ({
    ...field(key),
    className: classes.date,
    'aria-label': words[key],
    placeholder: `${words[key]} YYYY-MM-DD`,
    maxLength: 20,
    error: typed[key].trim() !== '' && dayOf(typed[key], today()) === null,
    onBlur: () => setTyped({ ...typed, [key]: dayOf(typed[key], today()) ?? typed[key] }),
  })
  const unreadable = (['from', 'to'] as const).some(
    (key) => typed[key].trim() !== '' && dayOf(typed[key], today()) === null,
  )
  const filtered = Object.values(value).some((one) => one !== '')
  function submit(event: SyntheticEvent) {
    event.preventDefault()
    setRefused(unreadable)
    if (!unreadable) onApply(typed)
  }
  return (
    <form className={classes.filters} role="search" onSubmit={submit}>
      <NativeSelect
        className={classes.action}
        aria-label={words.filterAction}
        {...field('action')}
        data={[
          { value: '', label: `${words.filterAction}: ${text.frame.common.all}` },
          ...auditActions.map((action) => ({ value: action, label: words.actions[action] })),
        ]}
      />
      <TextInput
        className={classes.actor}
        aria-label={words.filterActor}
        placeholder={words.filterActor}
        list={names}
        maxLength={60}
        {...field('actor')}
      />
      <datalist id={names}>
        {colleagues.map((account) => (
          <option key={account.accountId} value={account.name}>
            {text.access.roles[account.role]} {account.staffNumber}
          </option>
        ))}
      </datalist>
      <TextInput {...day('from')} />
      <TextInput {...day('to')} />
      <TextInput
        className={classes.record}
        aria-label={words.filterRecord}
        placeholder={words.filterRecord}
        maxLength={80}
        spellCheck={false}
        {...field('record')}
      />
      <Button type="submit" variant="default">
        {words.apply}
      </Button>
      {filtered ? (
        <Button
          variant="subtle"
          onClick={() => {
            setTyped(noFilter)
            onApply(noFilter)
          }}
        >
          {words.clear}
        </Button>
      ) : null}
      {refused && unreadable ? (
        <span className={classes.refused} role="alert">
          {words.dayUnreadable}
        </span>
      ) : null}
      {children}
    </form>
  )
}
