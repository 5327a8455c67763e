import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { SurveyId } from '../../../src-contract/features/evaluations.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from '../assessment/assessment.module.css'
import { AuthoritiesDialog } from './authorities-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { FiguresSection } from './figures-section.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { ImportsTable } from './imports-table.tsx'
import { PrepareDialog } from './prepare-dialog.tsx'

type Open = 'prepare' | 'export' | 'import' | 'authorities'

/** 第三方测评: whom the station invited, what the agency sent back, and what it says. */
export function EvaluationsTab() {
  const words = useText().evaluations
  const { role } = useSession()
  const runs = allowed(role, 'evaluations.prepare')
  const [chosen, setChosen] = useState<SurveyId | null>(null)
  const [open, setOpen] = useState<Open | null>(null)
  const { value, error, again } = useCall((signal) => rpc.evaluations.surveys({}, { signal }), [])
  useDataChanged('assessment', again)
  // What the superior office confirms comes with an exchange.
  useDataChanged('sync', again)
  const surveys = value?.surveys ?? []
  const shown = surveys.find(({ surveyId }) => surveyId === chosen) ?? surveys[0]
  const close = (): void => setOpen(null)
  return (
    <>
      <div className={classes.toolbar}>
        {surveys.length > 0 ? (
          <NativeSelect
            aria-label={words.survey}
            value={shown?.surveyId ?? ''}
            data={surveys.map((one) => ({ value: one.surveyId, label: one.period }))}
            onChange={(event) =>
              setChosen(surveys.find(({ surveyId }) => surveyId === event.currentTarget.value)?.surveyId ?? null)
            }
          />
        ) : null}
        <span className={classes.space} />
        <Button variant="default" onClick={() => setOpen('authorities')}>
          {words.authorities.open}
        </Button>
        {runs ? (
          <Button variant={shown ? 'default' : 'filled'} onClick={() => setOpen('prepare')}>
            {words.prepare}
          </Button>
        ) : null}
        {runs && shown ? (
          <>
            <Button variant="default" onClick={() => setOpen('export')}>
              {words.exportList}
            </Button>
            <Button onClick={() => setOpen('import')}>{words.import}</Button>
          </>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && shown === undefined ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {shown ? (
        <>
          <dl className={classes.headline}>
            {[
              [words.code, shown.code],
              [words.agency, shown.agency],
              [words.period, `${shown.from} – ${shown.to}`],
              [words.invited, String(shown.invited)],
            ].map(([name, value_]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd data-small>{value_}</dd>
              </div>
            ))}
            <div>
              <dt>{words.frame}</dt>
              <dd data-small className={classes.hash}>
                {shown.frameSha256}
              </dd>
            </div>
          </dl>
          <ImportsTable imports={shown.imports} />
          {runs && shown.imports.some(({ state }) => state === 'imported') ? (
            <FiguresSection surveyId={shown.surveyId} />
          ) : null}
        </>
      ) : null}
      {open === 'prepare' ? <PrepareDialog onClose={close} /> : null}
      {open === 'export' && shown ? <ExportDialog surveyId={shown.surveyId} onClose={close} /> : null}
      {open === 'import' && shown ? <ImportDialog surveyId={shown.surveyId} onClose={close} /> : null}
      {open === 'authorities' ? <AuthoritiesDialog onClose={close} /> : null}
    </>
  )
}
