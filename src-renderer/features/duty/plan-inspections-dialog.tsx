import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import type { DutyImportId, InspectionProposal } from '../../../src-contract/features/duty.shapes.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { periodKind, periodOfDay } from '../../../src-domain/periods/periods.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { today } from '../../ui/today.ts'
import { ActDialog } from './act-dialog.tsx'
import classes from './duty-screen.module.css'
import { DayField } from './fields.tsx'
import { typedDay } from './typed.ts'

type Props = { onDone: (made: { importId: DutyImportId; planned: number }) => void; onClose: () => void }

const kindOptions = booksById.get('L05')?.definition.fields.find(({ key }) => key === 'kind')?.options ?? []
const shownCounts = ['places', 'plannedAlready', 'notDue', 'nobody', 'due'] as const

/** Plans a period's inspections from the register of places: by kind, what is due by its interval. */
export function PlanInspectionsDialog({ onDone, onClose }: Props) {
  const text = useText().duty
  const words = text.inspections
  const format = useFormat()
  const label = useLabel()
  const [from, setFrom] = useState<string>(today())
  const [to, setTo] = useState<string>(endOfQuarter(today()))
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set())
  const span = spanOf(from, to)
  const { value, error, again } = useCall(
    (signal) => (span === null ? null : rpc.duty.proposeInspections(span, { signal })),
    [span?.from, span?.to],
  )
  const kinds = value?.kinds ?? []
  const chosen = kinds.filter(({ kind, due }) => due > 0 && !without.has(kind))
  const count = chosen.reduce((sum, { due }) => sum + due, 0)
  const nameOf = ({ kind }: InspectionProposal) => {
    const option = kindOptions.find((one) => one.value === kind)
    return option === undefined ? kind : label(option.label)
  }
  async function plan(days: { from: LocalDate; to: LocalDate }, reason: string) {
    const made = await rpc.duty.planInspections({ ...days, reason, count, kinds: chosen.map(({ kind }) => kind) })
    if (made.ok) onDone(made.value)
    return made
  }
  return (
    <ActDialog
      title={words.fromRegister}
      submit={words.planCount(format.number(count))}
      means={words.fromRegisterMeans}
      size="xl"
      onClose={onClose}
      onSubmit={(reason) => (span === null || count === 0 ? null : plan(span, reason))}
    >
      {(checked) => (
        <>
          <DayField label={text.from} value={from} onChange={setFrom} required checked={checked} />
          <DayField label={text.to} value={to} onChange={setTo} required checked={checked} />
          <div className={classes.wide}>
            {error ? <ErrorNotice error={error} onRetry={again} /> : null}
            {value?.issued ? (
              <p className={classes.quiet}>
                {words.intervalsIssued(value.issued.by, format.time(value.issued.at), value.issued.version)}
              </p>
            ) : null}
            {value && kinds.length === 0 ? <p className={classes.quiet}>{words.nothingRegistered}</p> : null}
            {kinds.length === 0 ? null : (
              <table className={classes.table} aria-label={words.fromRegister}>
                <thead>
                  <tr>
                    <th scope="col">{words.kind}</th>
                    <th scope="col">{words.interval}</th>
                    {shownCounts.map((key) => (
                      <th key={key} scope="col" data-align="end">
                        {words.proposal[key]}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {kinds.map((row) => (
                    <tr key={row.kind}>
                      <th scope="row">
                        <Checkbox
                          label={nameOf(row)}
                          disabled={row.due === 0}
                          checked={row.due > 0 && !without.has(row.kind)}
                          onChange={() => setWithout(toggled(without, row.kind))}
                        />
                      </th>
                      <td>{words.everyMonths(row.everyMonths)}</td>
                      {shownCounts.map((key) => (
                        <td key={key} data-align="end">
                          {format.number(row[key])}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </div>
        </>
      )}
    </ActDialog>
  )
}

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(one)) next.add(one)
  return next
}

function spanOf(from: string, to: string): { from: LocalDate; to: LocalDate } | null {
  const [first, last] = [typedDay(from), typedDay(to)]
  return first === null || last === null || first > last ? null : { from: first, to: last }
}

/** Inspections are usually planned by the quarter. */
function endOfQuarter(day: string): string {
  const quarter = periodKind('quarter')
  return quarter === undefined ? day : periodOfDay(quarter, day).to
}
