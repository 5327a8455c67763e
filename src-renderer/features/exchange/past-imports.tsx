import { Button } from '@mantine/core'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { PastBookImport } from '../../../src-contract/features/exchange.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './exchange-screen.module.css'
import { reopen } from './import-job.ts'
import { useImportActs } from './import-result.tsx'

const tones: Readonly<Record<PastBookImport['state'], Tone>> = {
  read: 'quiet',
  checked: 'quiet',
  filing: 'warn',
  filed: 'good',
  undoing: 'warn',
  undone: 'quiet',
}

/** 导入记录: what was taken into this book, by whom, and what can still be done about it. */
export function PastImports({ book }: { book: BookDefinition }) {
  const words = useText().exchange
  const format = useFormat()
  const past = useCall((signal) => rpc.exchange.imports({ book: book.id }, { signal }), [book.id])
  useDataChanged('ledger', past.again)
  const acts = useImportActs(past.again)
  const imports = past.value?.imports ?? []
  return (
    <section className={classes.part} aria-label={words.past}>
      <h2>{words.past}</h2>
      {past.error ? <ErrorNotice error={past.error} onRetry={past.again} /> : null}
      {acts.error ? <ErrorNotice error={acts.error} /> : null}
      {past.value && imports.length === 0 ? <Blank title={words.pastEmptyTitle}>{words.pastEmptyText}</Blank> : null}
      {imports.length > 0 ? (
        <table className={classes.problems}>
          <thead>
            <tr>
              {(['at', 'file', 'by', 'state', 'counts', 'act'] as const).map((key) => (
                <th key={key} scope="col">
                  {words.pastColumns[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {imports.map((one) => {
              const left = one.counts.rows - one.counts.filed
              const begun = one.state !== 'read' && one.state !== 'checked'
              return (
                <tr key={one.importId}>
                  <td>{format.time(one.at)}</td>
                  <th scope="row">{one.fileName}</th>
                  <td>{one.by.name}</td>
                  <td>
                    <Tag tone={tones[one.state]}>{words.states[one.state]}</Tag>
                  </td>
                  <td>{words.pastCounts(format.number(one.counts.filed), format.number(left))}</td>
                  <td className={classes.acts}>
                    {one.mine && (one.state === 'read' || one.state === 'checked' || one.state === 'filing') ? (
                      <Button size="compact-xs" variant="default" onClick={() => void reopen(book.id, one.importId)}>
                        {words.goOn}
                      </Button>
                    ) : null}
                    {one.mine && begun && left > 0 ? (
                      <Button
                        size="compact-xs"
                        variant="default"
                        disabled={acts.busy}
                        onClick={() => void acts.rejected(one.importId)}
                      >
                        {words.rejected}
                      </Button>
                    ) : null}
                    {one.mine && one.untouched > 0 ? (
                      <ConfirmButton
                        small
                        label={words.undo}
                        means={words.undoMeans(format.number(one.untouched))}
                        onConfirm={() => void acts.undo(one.importId)}
                      />
                    ) : null}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}
