import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState, type SyntheticEvent } from 'react'
import type { InputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { askWhoIsThere, type ReplicaStatus } from '../../session/session-store.ts'
import { useText } from '../../text/language.ts'
import { ThemeProvider } from '../../theme/theme-provider.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { whenPainted } from '../login/when-painted.ts'
import classes from './set-up-page.module.css'
import { AccountsStep, CertificatesStep, KeysStep, ReviewStep, StationStep } from './set-up-steps.tsx'
import { emptyAccount, incompleteIn, type Form } from './set-up-form.ts'

const lastStep = 4

type Props = { machineSecret: ReplicaStatus['machineSecret'] }

/** The guided first start for IT, in five steps; nothing is written before the last one. */
export function SetUpPage(props: Props) {
  return (
    <ThemeProvider>
      <Steps {...props} />
    </ThemeProvider>
  )
}

function Steps({ machineSecret }: Props) {
  const text = useText()
  const words = text.access.setUp
  const [step, setStep] = useState(0)
  const [form, setForm] = useState<Form>({
    station: { id: '', name: '' },
    certificates: [null, null],
    accounts: [{ ...emptyAccount, role: 'it', staffKind: 'civilian' }],
  })
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  useEffect(() => whenPainted(() => window.shell.usable('log-in')), [])

  async function next(event: SyntheticEvent) {
    event.preventDefault()
    const missing = incompleteIn(form, step, words)
    setSaid(missing)
    setError(null)
    if (missing !== null) return
    if (step < lastStep) setStep(step + 1)
    else await create()
  }

  async function create() {
    const [first, second] = form.certificates
    if (!first || !second) return
    setWorking(true)
    const input: InputOf<'accounts.setUp'> = {
      station: { id: form.station.id.trim(), name: form.station.name.trim() },
      escrowCertificates: [first.text, second.text],
      accounts: form.accounts.map(({ beats, ...account }) => ({
        ...account,
        beats: beats.split(/[,，、\s]+/).filter((beat) => beat !== ''),
      })),
    }
    const result = await rpc.accounts.setUp(input)
    setWorking(false)
    if (result.ok) await askWhoIsThere()
    else setError(result.error)
  }

  function change(part: Partial<Form>) {
    // What was said was about the form as it was.
    setSaid(null)
    setForm((before) => ({ ...before, ...part }))
  }
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={(event) => void next(event)} noValidate>
        <Title order={1}>
          {text.access.productName} · {words.title}
        </Title>
        <ol className={classes.steps}>
          {words.steps.map((name, index) => (
            <li key={name} aria-current={index === step ? 'step' : undefined} data-done={index < step || undefined}>
              {index + 1}. {name}
            </li>
          ))}
        </ol>
        <div className={classes.body}>
          <Text size="xs" c="dimmed">
            {words.step(step + 1, lastStep + 1)}
          </Text>
          <Title order={2}>{words.steps[step]}</Title>
          {step === 0 ? <StationStep form={form} change={change} /> : null}
          {step === 1 ? <CertificatesStep form={form} change={change} /> : null}
          {step === 2 ? <KeysStep machineSecret={machineSecret} /> : null}
          {step === 3 ? <AccountsStep form={form} change={change} /> : null}
          {step === 4 ? <ReviewStep form={form} /> : null}
        </div>
        <Stack gap="xs">
          {said === null ? null : (
            <Notice tone="bad" role="alert">
              {said}
            </Notice>
          )}
          {error ? <ErrorNotice error={error} /> : null}
          {working ? <Text role="status">{words.working}</Text> : null}
          <Group gap="sm">
            <Button type="submit" loading={working}>
              {step === lastStep ? words.finish : words.next}
            </Button>
            {step === 0 ? null : (
              <Button variant="default" disabled={working} onClick={() => setStep(step - 1)}>
                {words.back}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </main>
  )
}
