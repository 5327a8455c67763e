import { Button, CloseButton, Group, List, Stack, Text, TextInput } from '@mantine/core'
import type { ReplicaStatus } from '../../session/session-store.ts'
import { useText } from '../../text/language.ts'
import { AccountFields } from '../accounts/account-fields.tsx'
import { emptyAccount, type Form } from './set-up-form.ts'
import classes from './set-up-page.module.css'

type StepProps = { form: Form; change: (part: Partial<Form>) => void }

export function StationStep({ form, change }: StepProps) {
  const words = useText().access.setUp
  const { station } = form
  return (
    <Group align="flex-start" wrap="nowrap">
      <TextInput
        label={words.stationId}
        placeholder={words.stationIdHint}
        w="17rem"
        value={station.id}
        onChange={(event) => change({ station: { ...station, id: event.currentTarget.value.toUpperCase() } })}
        autoFocus
        required
      />
      <TextInput
        flex={1}
        label={words.stationName}
        value={station.name}
        onChange={(event) => change({ station: { ...station, name: event.currentTarget.value } })}
        required
      />
    </Group>
  )
}

export function CertificatesStep({ form, change }: StepProps) {
  const words = useText().access.setUp
  const [first, second] = form.certificates
  async function pick(place: 0 | 1) {
    const picked = await window.shell.pickText('certificate')
    if (picked) change({ certificates: place === 0 ? [picked, second] : [first, picked] })
  }
  return (
    <Stack gap="sm">
      <Text>{words.escrowMeans}</Text>
      {([0, 1] as const).map((place) => {
        const picked = form.certificates[place]
        return (
          <Group key={place} gap="sm">
            <Button
              variant="default"
              autoFocus={place === 0}
              onClick={() => void pick(place)}
              aria-label={`${words.certificate(place + 1)}: ${words.choose}`}
            >
              {words.certificate(place + 1)} · {words.choose}
            </Button>
            <Text role="status">{picked ? words.chosen(picked.name) : ''}</Text>
          </Group>
        )
      })}
    </Stack>
  )
}

export function KeysStep({ machineSecret }: { machineSecret: ReplicaStatus['machineSecret'] }) {
  const words = useText().access.setUp
  const machine = { real: words.machineReal, 'basic-text': words.machineBasic, none: words.machineNone }[machineSecret]
  return (
    <List size="sm" spacing="xs">
      {[...words.keysMeans, machine].map((sentence) => (
        <List.Item key={sentence}>{sentence}</List.Item>
      ))}
    </List>
  )
}

export function AccountsStep({ form, change }: StepProps) {
  const text = useText()
  const words = text.access.setUp
  return (
    <Stack gap="sm">
      <Text>{words.accountsMeans}</Text>
      {form.accounts.map((account, index) => (
        <fieldset key={index} className={classes.person}>
          <legend>{words.person(index + 1)}</legend>
          <AccountFields
            value={account}
            fixedRole={index === 0}
            onChange={(next) => change({ accounts: form.accounts.map((old, at) => (at === index ? next : old)) })}
          />
          {index === 0 ? null : (
            <CloseButton
              className={classes.remove}
              aria-label={words.removeAccount(index + 1)}
              onClick={() => change({ accounts: form.accounts.filter((_, at) => at !== index) })}
            />
          )}
        </fieldset>
      ))}
      <Button
        variant="default"
        className={classes.add}
        onClick={() => change({ accounts: [...form.accounts, { ...emptyAccount }] })}
      >
        {words.addAccount}
      </Button>
    </Stack>
  )
}

export function ReviewStep({ form }: { form: Form }) {
  const text = useText()
  const words = text.access.setUp
  return (
    <Stack gap="xs">
      <Text>{words.review}</Text>
      <Text>
        {words.summary.station}: {form.station.name} ({form.station.id})
      </Text>
      <Text>
        {words.summary.certificates}: {form.certificates.map((one) => one?.name ?? '').join(' · ')}
      </Text>
      <Text>{words.summary.accounts(form.accounts.length)}</Text>
      <List size="sm">
        {form.accounts.map((account) => (
          <List.Item key={account.login}>
            {account.name} · {account.login} · {text.access.roles[account.role]}
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
