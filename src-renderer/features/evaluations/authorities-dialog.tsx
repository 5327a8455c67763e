import { Button, Modal, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from '../assessment/assessment.module.css'

/** 签发机关: root certificates that signatures have to lead up to, and certificates that count no longer. */
export function AuthoritiesDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const words = text.evaluations.authorities
  const format = useFormat()
  const { role } = useSession()
  const { value, error, again } = useCall((signal) => rpc.authorities.list({}, { signal }), [])
  useDataChanged('assessment', again)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const [serial, setSerial] = useState('')
  const [reason, setReason] = useState('')
  const done = (result: Result<unknown>): void => setFailed(result.ok ? null : result.error)
  const confirm = async (sha256: string): Promise<void> => done(await rpc.authorities.confirm({ sha256 }))
  const remove = async (sha256: string): Promise<void> => done(await rpc.authorities.remove({ sha256 }))

  async function add() {
    const file = await window.shell.pickFile('certificate')
    if (file !== null) done(await rpc.authorities.add({ fileId: file.fileId as FileId }))
  }
  async function revoke(event: SyntheticEvent) {
    event.preventDefault()
    const result = await rpc.authorities.revoke({ serial, reason })
    done(result)
    if (!result.ok) return
    setSerial('')
    setReason('')
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
        {value && value.roots.length === 0 ? <p>{words.empty}</p> : null}
        {value && value.roots.length > 0 ? (
          <table className={classes.table} aria-label={words.title}>
            <thead>
              <tr>
                {[words.name, words.until, words.state].map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {value.roots.map((root) => (
                <tr key={root.sha256}>
                  <th scope="row">
                    {root.name}
                    <div className={classes.hash}>{root.sha256}</div>
                  </th>
                  <td>{root.to}</td>
                  <td>
                    <Tag tone={root.confirmedAt === null ? 'warn' : 'good'}>
                      {root.confirmedAt === null ? words.waiting : words.confirmed(root.confirmedByName ?? '')}
                    </Tag>
                  </td>
                  <td data-align="end">
                    {root.confirmedAt === null && allowed(role, 'authorities.confirm') ? (
                      <Button size="compact-xs" onClick={() => void confirm(root.sha256)}>
                        {words.confirm}
                      </Button>
                    ) : null}
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={`${words.remove} ${root.name}`}
                      onClick={() => void remove(root.sha256)}
                    >
                      {words.remove}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {allowed(role, 'authorities.add') ? (
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => void add()}>
              {words.add}
            </Button>
          </div>
        ) : null}
        <form className={classes.form} aria-label={words.revokeTitle} onSubmit={(event) => void revoke(event)}>
          <div className={classes.pair}>
            <TextInput
              label={words.serial}
              maxLength={40}
              value={serial}
              onChange={(event) => setSerial(event.currentTarget.value)}
            />
            <TextInput
              label={words.reason}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </div>
          <div className={classes.buttons}>
            <Button
              variant="default"
              type="submit"
              disabled={!/^[0-9a-f]{1,40}$/i.test(serial.trim()) || reason.trim().length < 2}
            >
              {words.revoke}
            </Button>
          </div>
        </form>
        {value?.revoked.map((one) => (
          <div key={one.serial} className={classes.quiet}>
            {words.revoked(one.serial, one.reason)} {format.date(one.at)} {one.byName}
          </div>
        ))}
      </div>
    </Modal>
  )
}
