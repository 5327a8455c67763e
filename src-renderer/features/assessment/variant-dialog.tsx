import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import { indicatorIds } from '../../../src-contract/features/assessment.snapshot.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './assessment.module.css'
import { useFigures } from './figures.ts'
import { useIndicatorNames } from './indicator-names.ts'
import { fieldValue, withTyped, type SchemeDraft, type Typed, type VariantField } from './variant.ts'

const fields: readonly VariantField[] = ['weight', 'none', 'full', 'm']

type Props = { runId: RunId; version: string; onClose: () => void }

/** Weights, bounds and shrinkage of a variant of the run's scheme, and what each officer would get by it. Nothing is kept. */
export function VariantDialog({ runId, version, onClose }: Props) {
  const text = useText()
  const words = text.assessment.variant
  const nameOf = useIndicatorNames()
  const schemes = useCall((signal) => rpc.assessment.schemes({}, { signal }), [])
  const own = schemes.value?.schemes.find((one) => one.version === version)
  const scheme = own === undefined ? null : (JSON.parse(own.text) as SchemeDraft)
  const [typed, setTyped] = useState<Typed>({})
  const [tried, setTried] = useState<OutputOf<'assessment.trySchemeOn'> | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [computing, setComputing] = useState(false)
  const headings = { weight: words.weight, none: words.from, full: words.full, m: words.m }

  async function compute() {
    if (scheme === null || computing) return
    setComputing(true)
    const result = await rpc.assessment.trySchemeOn({ runId, text: JSON.stringify(withTyped(scheme, typed)) })
    setComputing(false)
    setError(result.ok ? null : result.error)
    setTried(result.ok ? result.value : null)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void compute()
        }}
      >
        <p className={classes.quiet}>{words.means}</p>
        {scheme === null ? null : (
          <table className={classes.table} aria-label={words.title}>
            <thead>
              <tr>
                <th scope="col">{text.assessment.result.indicator}</th>
                {fields.map((field) => (
                  <th scope="col" key={field}>
                    {headings[field]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {indicatorIds.map((id) => (
                <tr key={id}>
                  <th scope="row">{nameOf(id)}</th>
                  {fields.map((field) => {
                    const given = fieldValue(scheme, id, field)
                    return (
                      <td key={field} className={classes.cell}>
                        {given === null ? null : (
                          <TextInput
                            size="xs"
                            aria-label={`${nameOf(id)} ${headings[field]}`}
                            value={typed[`${id}.${field}`] ?? String(given)}
                            onChange={(event) => {
                              const { value } = event.currentTarget
                              setTyped((before) => ({ ...before, [`${id}.${field}`]: value }))
                            }}
                          />
                        )}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {schemes.error ? <ErrorNotice error={schemes.error} onRetry={schemes.again} /> : null}
        {error ? <ErrorNotice error={error} /> : null}
        {tried === null ? null : <Outcome tried={tried} />}
        <div className={classes.buttons}>
          <Button type="submit" disabled={scheme === null} loading={computing}>
            {words.compute}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.close}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function Outcome({ tried }: { tried: OutputOf<'assessment.trySchemeOn'> }) {
  const { variant: words, none, officer } = useText().assessment
  const { points } = useFigures()
  if (tried.problems.length > 0)
    return (
      <Notice tone="bad" role="alert">
        {words.problems}
        <ul className={classes.list}>
          {tried.problems.map(({ at, reason, bound }) => (
            <li key={`${at} ${reason}`}>
              {at} {words.reasons[reason] ?? words.otherReason} {bound ?? ''}
            </li>
          ))}
        </ul>
      </Notice>
    )
  return (
    <table className={classes.table} aria-label={words.change}>
      <thead>
        <tr>
          <th scope="col">{officer}</th>
          <th scope="col" data-align="end">
            {words.now}
          </th>
          <th scope="col" data-align="end">
            {words.variant}
          </th>
          <th scope="col" data-align="end">
            {words.change}
          </th>
        </tr>
      </thead>
      <tbody>
        {tried.officers.map(({ officerId, name, total, variant }) => (
          <tr key={officerId}>
            <th scope="row">{name}</th>
            <td data-align="end">{points(total, none)}</td>
            <td data-align="end">{points(variant, none)}</td>
            <td data-align="end">{total === null || variant === null ? none : points(variant - total, none)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
