import { Button } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ConnectionTest } from '../../../src-contract/shell-network.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './network.module.css'

/** Null: there is nothing to ask. */
type Tested = { platform: ConnectionTest | null; feed: ConnectionTest | null }

/** Connects for real and says how far that got. */
export function TestPanel() {
  const words = useText().network
  const [running, setRunning] = useState(false)
  const [tested, setTested] = useState<Tested | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  async function test() {
    setRunning(true)
    setTested(null)
    const [platform, feed] = await Promise.all([rpc.network.testPlatform({}), window.shell.testFeed()])
    setRunning(false)
    const isAlone = !platform.ok && platform.error.code === 'sync/not-enrolled'
    setError(platform.ok || isAlone ? null : platform.error)
    if (platform.ok || isAlone) setTested({ platform: platform.ok ? platform.value : null, feed })
  }
  return (
    <section className={classes.panel} aria-label={words.test}>
      <h2>{words.test}</h2>
      <p className={classes.means}>{words.testMeans}</p>
      <div>
        <Button variant="default" disabled={running} onClick={() => void test()}>
          {running ? words.running : words.run}
        </Button>
      </div>
      {tested === null ? null : (
        <>
          <Found name={words.targets.platform} test={tested.platform} none={words.notEnrolled} />
          <Found name={words.targets.feed} test={tested.feed} none={words.noFeed} />
        </>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}

function Found({ name, test, none }: { name: string; test: ConnectionTest | null; none: string }) {
  const words = useText().network
  const format = useFormat()
  if (test === null)
    return (
      <Notice tone="info" role="status">
        <strong>{name}</strong> {none}
      </Notice>
    )
  return (
    <Notice tone={test.outcome === 'answered' ? 'good' : 'warn'} role="status">
      <strong>{name}</strong> {words.outcomes[test.outcome]}{' '}
      <span className={classes.means}>{words.took(words.ways[test.way], format.number(test.ms))}</span>
    </Notice>
  )
}
