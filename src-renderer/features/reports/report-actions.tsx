import { Button } from '@mantine/core'
import { useState } from 'react'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { PdfWindow } from '../print/pdf-window.tsx'
import { ReportsDialog } from './reports-dialog.tsx'

/** Beside a run: all its reports, for the chief. */
export function RunReports({ runId, period }: { runId: RunId; period: string }) {
  const words = useText().reports
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      {open ? <ReportsDialog runId={runId} period={period} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

/** Beside one officer's result: that report. */
export function OfficerReport({ runId, officerId, name }: { runId: RunId; officerId: AccountId; name: string }) {
  const words = useText().reports
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.printOwn}
      </Button>
      {open ? (
        <PdfWindow
          title={words.pdf(name)}
          ask={(signal) => rpc.reports.print({ runId, officerId }, { signal })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
