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
import { pathOf, thresholds, valueAt, variantFields, withTyped, type SchemeDraft, type Typed } from './variant.ts'

type Props = { runId: RunId; version: string; onClose: () => void }

/** Weights, bounds, shrinkage and thresholds of a variant of the run's scheme, and what each officer would get by it. Nothing is kept. */
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
  function input(path: string, label: string) {
    const given = scheme === null ? null : valueAt(scheme, path)
    if (given === null) return null
    return (
      <TextInput
        size="xs"
        aria-label={label}
        value={typed[path] ?? String(given)}
        onChange={(event) => {
          const { value } = event.currentTarget
          setTyped((before) => ({ ...before, [path]: value }))
        }}
      />
    )
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
          <>
            <table className={classes.table} aria-label={words.title}>
              <thead>
                <tr>
                  <th scope="col">{text.assessment.result.indicator}</th>
                  {variantFields.map((field) => (
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
                    {variantFields.map((field) => (
                      <td key={field} className={classes.cell}>
                        {input(pathOf(id, field), `${nameOf(id)} ${headings[field]}`)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
            <table className={classes.table} aria-label={words.threshold}>
              <thead>
                <tr>
                  <th scope="col">{words.threshold}</th>
                  <th scope="col">{words.value}</th>
                </tr>
              </thead>
              <tbody>
                {thresholds.map((path) => (
                  <tr key={path}>
                    <th scope="row">{words.thresholds[path]}</th>
                    <td className={classes.cell}>{input(path, words.thresholds[path])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
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
  const { variant: words, none, officer, statuses } = useText().assessment
  const placeOf = usePlaceNames()
  const { points } = useFigures()
  const statusName = (status: string): string => Object.entries(statuses).find(([key]) => key === status)?.[1] ?? none
  if (tried.problems.length > 0)
    return (
      <Notice tone="bad" role="alert">
        {words.problems}
        <ul className={classes.list}>
          {tried.problems.map(({ at, reason, bound }) => (
            <li key={`${at} ${reason}`}>
              {placeOf(at)} {words.reasons[reason] ?? words.otherReason} {bound === null ? '' : words.bound(bound)}
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
        {tried.officers.map(({ officerId, name, total, status, variant, variantStatus }) => (
          <tr key={officerId}>
            <th scope="row">{name}</th>
            <td data-align="end">{points(total, statuses[status])}</td>
            <td data-align="end">{points(variant, statusName(variantStatus))}</td>
            <td data-align="end">{total === null || variant === null ? none : points(variant - total, none)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Names a place of the scheme as the form names its field; others keep the scheme's own words. */
function usePlaceNames(): (at: string) => string {
  const { variant: words } = useText().assessment
  const nameOf = useIndicatorNames()
  const names = new Map<string, string>([
    ...thresholds.map((path) => [path, words.thresholds[path]] as const),
    ...indicatorIds.flatMap((id) => [
      [`indicators.${id}.credit`, nameOf(id)] as const,
      [pathOf(id, 'weight'), `${nameOf(id)} ${words.weight}`] as const,
      [pathOf(id, 'none'), `${nameOf(id)} ${words.from}`] as const,
      [pathOf(id, 'full'), `${nameOf(id)} ${words.full}`] as const,
      [pathOf(id, 'm'), `${nameOf(id)} ${words.m}`] as const,
    ]),
    ['indicators', ''],
    ['audit', words.thresholds['audit.none']],
  ])
  return (at) => names.get(at) ?? at
}
