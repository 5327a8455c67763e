import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { roles, staffKinds, type Role, type StaffKind } from '../../../src-contract/roles.ts'
import { useText } from '../../text/language.ts'
import type { AccountForm } from '../setup/set-up-form.ts'
import classes from './account-fields.module.css'

type Props = {
  value: AccountForm
  onChange: (value: AccountForm) => void
  /** The first account of a station is IT's. */
  fixedRole?: boolean
}

/** The fields of a new account, in the first set-up and later. */
export function AccountFields({ value, onChange, fixedRole = false }: Props) {
  const text = useText()
  const words = text.access.account
  const field = (key: 'login' | 'name' | 'staffNumber' | 'team' | 'beats', required: boolean) => ({
    label: words[key],
    value: value[key],
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange({ ...value, [key]: event.currentTarget.value }),
    autoComplete: 'off',
    required,
  })
  return (
    <div className={classes.fields}>
      <TextInput {...field('login', true)} spellCheck={false} data-autofocus />
      <TextInput {...field('name', true)} />
      <NativeSelect
        label={words.role}
        value={value.role}
        disabled={fixedRole}
        onChange={(event) => onChange({ ...value, role: event.currentTarget.value as Role })}
        data={roles.map((role) => ({ value: role, label: text.access.roles[role] }))}
      />
      <NativeSelect
        label={words.staffKind}
        value={value.staffKind}
        onChange={(event) => onChange({ ...value, staffKind: event.currentTarget.value as StaffKind })}
        data={staffKinds.map((kind) => ({ value: kind, label: text.access.staffKinds[kind] }))}
      />
      <TextInput {...field('staffNumber', true)} />
      <TextInput {...field('team', false)} />
      <TextInput {...field('beats', false)} placeholder={words.beatsHint} />
      <PasswordInput
        label={words.passphrase}
        value={value.passphrase}
        onChange={(event) => onChange({ ...value, passphrase: event.currentTarget.value })}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': text.access.logIn.show }}
        required
      />
    </div>
  )
}
