import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { AssessmentScheme } from '../../../src-contract/features/assessment.shapes.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './assessment.module.css'

/** Schemes with the day from which each holds, and a way to take over one that the superior office signed. */
export function SchemesDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const words = text.assessment.schemes
  const format = useFormat()
  const { value, error, again } = useCall((signal) => rpc.assessment.schemes({}, { signal }), [])
  useDataChanged('assessment', again)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const arrived = ({ loadedAt, loadedByName, issuedAt }: AssessmentScheme): string => {
    if (issuedAt !== null) return words.issuedAt(format.time(issuedAt))
    return loadedAt === null ? '' : words.loadedBy(format.time(loadedAt), loadedByName ?? '')
  }
  async function load() {
    const file = await window.shell.pickFile('manifest')
    if (file === null) return
    const result = await rpc.assessment.loadScheme({ fileId: file.fileId as FileId })
    setFailed(result.ok ? null : result.error)
    if (!result.ok) return
    notifications.show({ message: words.loaded(result.value.version, result.value.from), color: 'green' })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.form}>
        <p className={classes.quiet}>{words.means}</p>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {failed ? <ErrorNotice error={failed} /> : null}
        <table className={classes.table} aria-label={words.title}>
          <thead>
            <tr>
              {[text.assessment.version, words.source, words.from, words.office, words.arrived].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {value?.schemes.map((one) => (
              <tr key={one.version}>
                <th scope="row">{one.version}</th>
                <td>{words.sources[one.source]}</td>
                <td>{one.from ?? ''}</td>
                <td>{one.office ?? ''}</td>
                <td>{arrived(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {value && value.unused.length > 0 ? (
          <section aria-label={words.unused}>
            <h3>{words.unused}</h3>
            <ul>
              {value.unused.map((one) => (
                <li key={one.at}>
                  {words.unusedMeans(
                    one.version ?? '',
                    one.from ?? '',
                    one.by,
                    format.time(one.at),
                    words.whyUnused[one.reason],
                  )}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => void load()}>
            {words.load}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
