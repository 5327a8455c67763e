import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { assessedPeriods } from '../../../src-contract/features/assessment.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from '../assessment/assessment.module.css'
import { periodsOver, type AssessedKind } from '../assessment/periods-over.ts'

/** Draws the invitations of a period that is over. */
export function PrepareDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const words = text.evaluations
  const [kind, setKind] = useState<AssessedKind>('quarter')
  const [chosen, setChosen] = useState<string | null>(null)
  const [agency, setAgency] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  const periods = periodsOver(kind)
  const period = chosen ?? periods[0] ?? ''
  async function prepare(event: SyntheticEvent) {
    event.preventDefault()
    setWorking(true)
    const result = await rpc.evaluations.prepare({ periodKind: kind, period, agency })
    setWorking(false)
    if (result.ok) onClose()
    else setError(result.error)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.prepareTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void prepare(event)}>
        <p className={classes.quiet}>{words.prepareMeans}</p>
        <div className={classes.pair}>
          <NativeSelect
            label={words.kind}
            value={kind}
            data={assessedPeriods.map((value) => ({ value, label: text.assessment.kinds[value] }))}
            onChange={(event) => {
              setKind(assessedPeriods.find((one) => one === event.currentTarget.value) ?? 'quarter')
              setChosen(null)
            }}
          />
          <NativeSelect
            label={words.period}
            value={period}
            data={periods}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        </div>
        <TextInput
          label={words.agency}
          description={words.agencyHint}
          withAsterisk
          maxLength={100}
          value={agency}
          onChange={(event) => setAgency(event.currentTarget.value)}
        />
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={working} disabled={agency.trim().length < 2}>
            {words.prepare}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
