import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { checks, type Checks, type DrawnLine, type SampleId } from '../../../src-contract/features/sampling.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from '../assessment/assessment.module.css'

type Props = { sampleId: SampleId; line: DrawnLine; onClose: () => void; onNext: () => void }

/** A drawn entry with its content and the four checks; what is not ticked fails it, with a reason. */
export function JudgeDialog({ sampleId, line, onClose, onNext }: Props) {
  const text = useText()
  const words = text.sampling
  const label = useLabel()
  const { entryId } = line
  const fields = useBooks().value?.books.find(({ id }) => id === line.book)?.fields ?? []
  const shown = useCall((signal) => rpc.sampling.reveal({ sampleId, entryId }, { signal }), [sampleId, entryId])
  const [ticked, setTicked] = useState<Checks>(
    line.checks ?? { existed: false, accurate: false, onTime: false, evidence: false },
  )
  const [reason, setReason] = useState(line.reason ?? '')
  const [error, setError] = useState<RpcError | null>(null)
  const all = checks.every((check) => ticked[check])
  async function save(event: SyntheticEvent) {
    event.preventDefault()
    const result = await rpc.sampling.judge({ sampleId, entryId, checks: ticked, reason: all ? '' : reason })
    if (result.ok) onNext()
    else setError(result.error)
  }
  const nameOf = (key: string): string => {
    const field = fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  }
  const valueOf = (key: string, value: string): string => {
    const option = fields.find((one) => one.key === key)?.options.find((one) => one.value === value)
    return option ? label(option.label) : value
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.lookAt(line.number)}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void save(event)}>
        <p className={classes.quiet}>{words.means}</p>
        {shown.error ? <ErrorNotice error={shown.error} onRetry={shown.again} /> : null}
        {shown.value ? (
          <table className={classes.table} aria-label={line.number}>
            <tbody>
              {shown.value.fields.map(({ key, value }) => (
                <tr key={key}>
                  <th scope="row">{nameOf(key)}</th>
                  <td>{valueOf(key, value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {checks.map((check) => (
          <Checkbox
            key={check}
            label={words.checks[check]}
            checked={ticked[check]}
            onChange={(event) => {
              const { checked } = event.currentTarget
              setTicked((before) => ({ ...before, [check]: checked }))
            }}
          />
        ))}
        {all ? null : (
          <TextInput
            label={words.reason}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit">{words.save}</Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.close}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
