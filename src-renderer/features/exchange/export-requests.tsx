import { Button } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { ExportRequest } from '../../../src-contract/features/exchange.shapes.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { PdfWindow } from '../print/pdf-window.tsx'
import classes from './exchange-screen.module.css'
import { saveFile } from './save-file.ts'

const tones: Readonly<Record<ExportRequest['state'], Tone>> = {
  waiting: 'warn',
  approved: 'good',
  refused: 'bad',
  used: 'quiet',
}

/** 导出申请: the chief decides, the others take what was approved. */
export function ExportRequests({ book }: { book: BookDefinition }) {
  const words = useText().exchange
  const format = useFormat()
  const { role } = useSession()
  const asked = useCall((signal) => rpc.exchange.exportRequests({}, { signal }), [])
  const [error, setError] = useState<RpcError | null>(null)
  const [printing, setPrinting] = useState<ExportRequest | null>(null)
  const requests = (asked.value?.requests ?? []).filter((one) => one.book === book.id)
  async function decide({ requestId }: ExportRequest, approve: boolean) {
    const decided = await rpc.exchange.decideExport({ requestId, approve })
    setError(decided.ok ? null : decided.error)
    asked.again()
  }
  async function take(request: ExportRequest) {
    setError(null)
    if (request.kind === 'print') return setPrinting(request)
    const made = await rpc.exchange.exportList({ ...request.part, approval: request.requestId })
    if (!made.ok) setError(made.error)
    else await saveFile(made.value.fileName, made.value.xlsx, words.saved)
    asked.again()
  }
  return (
    <section className={classes.part} aria-label={words.requests}>
      <h2>{words.requests}</h2>
      {asked.error ? <ErrorNotice error={asked.error} onRetry={asked.again} /> : null}
      {error ? <ErrorNotice error={error} /> : null}
      {asked.value && requests.length === 0 ? <p className={classes.code}>{words.requestsEmpty}</p> : null}
      {requests.length > 0 ? (
        <table className={classes.problems}>
          <thead>
            <tr>
              {(['at', 'by', 'what', 'reason', 'state', 'act'] as const).map((key) => (
                <th key={key} scope="col">
                  {words.requestColumns[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {requests.map((one) => (
              <tr key={one.requestId}>
                <td>{format.time(one.askedAt)}</td>
                <td>{one.askedBy}</td>
                <th scope="row">
                  {words.requestWhat(one.book, words.requestKinds[one.kind], format.number(one.rows), one.plain)}
                </th>
                <td>{one.reason}</td>
                <td>
                  <Tag tone={tones[one.state]}>{words.requestStates[one.state]}</Tag>
                </td>
                <td className={classes.acts}>
                  {one.state === 'waiting' && !one.mine && allowed(role, 'exchange.decideExport') ? (
                    <>
                      <Button size="compact-xs" onClick={() => void decide(one, true)}>
                        {words.approve}
                      </Button>
                      <Button size="compact-xs" variant="default" onClick={() => void decide(one, false)}>
                        {words.refuse}
                      </Button>
                    </>
                  ) : null}
                  {one.state === 'approved' && one.mine ? (
                    <Button size="compact-xs" onClick={() => void take(one)}>
                      {words.takeNow}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {printing ? (
        <PdfWindow
          title={words.requestKinds.print}
          ask={(signal) => rpc.exchange.printList({ ...printing.part, approval: printing.requestId }, { signal })}
          onClose={() => {
            setPrinting(null)
            asked.again()
          }}
        />
      ) : null}
    </section>
  )
}
