import { Button } from '@mantine/core'
import { useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Recomputes the whole chain and says where it breaks, if it does. */
export function VerifyAudit() {
  const words = useText().admin.audit
  const format = useFormat()
  const [verified, setVerified] = useState<OutputOf<'audit.verify'> | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  async function verify() {
    setWorking(true)
    const result = await rpc.audit.verify({})
    setWorking(false)
    setVerified(result.ok ? result.value : null)
    setError(result.ok ? null : result.error)
  }
  return (
    <>
      <Button variant="default" onClick={() => void verify()} loading={working}>
        {working ? words.verifying : words.verify}
      </Button>
      {error ? <ErrorNotice error={error} /> : null}
      {verified ? (
        <Notice tone={verified.ok ? 'good' : 'bad'} role="status">
          {verified.problem
            ? words.broken(format.number(verified.problem.seq), words.kinds[verified.problem.kind])
            : words.whole(format.number(verified.rows))}
          {verified.coSigned
            ? words.coSigned(format.number(verified.coSigned.seq), format.time(verified.coSigned.at))
            : words.notCoSigned}
        </Notice>
      ) : null}
    </>
  )
}
