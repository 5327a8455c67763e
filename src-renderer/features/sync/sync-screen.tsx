import { Button } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SyncStatus } from '../../../src-contract/features/sync.contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { CarryPanel } from './carry-panel.tsx'
import { DraftsPanel } from './drafts-panel.tsx'
import { Enrolment } from './enrolment.tsx'
import { LeasePanel } from './lease-panel.tsx'
import { OpenWork } from './open-work.tsx'
import { SyncFacts } from './sync-facts.tsx'
import { meansWords, syncTones } from './sync-words.ts'
import classes from './sync.module.css'
import { WaitingList } from './waiting-list.tsx'
import { useSyncStatus } from './use-sync-status.ts'

/** 同步: what waits and why, since when, and what somebody has to decide. */
export function SyncScreen() {
  const words = useText().sync
  const { role } = useSession()
  const format = useFormat()
  const { value: status, error, again } = useSyncStatus()
  const [draftsOpened, setDraftsOpened] = useState(false)
  return (
    <Screen
      title={words.title}
      aside={status ? <Tag tone={syncTones[status.state]}>{words.states[status.state]}</Tag> : null}
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {status ? (
        <div className={classes.stack}>
          <p className={classes.means}>{meansWords(words, format.number, status, allowed(role, 'sync.open'))}</p>
          {status.platform === null ? (
            <NotEnrolled mayEnrol={allowed(role, 'sync.enrol')} onEnrolled={again} />
          ) : (
            <Enrolled status={status} onDone={again} />
          )}
          {status.platform !== null && allowed(role, 'sync.open') ? <OpenWork /> : null}
          {status.platform !== null && allowed(role, 'sync.enrol') ? (
            <EnrolmentAgain status={status} address={status.platform} onEnrolled={again} />
          ) : null}
          {status.platform === null ? null : <LeasePanel status={status} onDone={again} />}
          {(status.draftsLocked || draftsOpened) && allowed(role, 'sync.openDrafts') ? (
            <DraftsPanel
              onOpened={() => {
                // The panel stays to say so: the next status no longer asks for it.
                setDraftsOpened(true)
                again()
              }}
            />
          ) : null}
          {status.platform !== null && allowed(role, 'sync.pack') ? <CarryPanel onDone={again} /> : null}
        </div>
      ) : error ? null : (
        <Loading />
      )}
    </Screen>
  )
}

function NotEnrolled({ mayEnrol, onEnrolled }: { mayEnrol: boolean; onEnrolled: () => void }) {
  const words = useText().sync.enrol
  if (mayEnrol) return <Enrolment onEnrolled={onEnrolled} />
  return <p className={classes.means}>{words.askIt}</p>
}

function Enrolled({ status, onDone }: { status: SyncStatus; onDone: () => void }) {
  const words = useText().sync
  const format = useFormat()
  const [working, setWorking] = useState(false)
  const [said, setSaid] = useState<{ text: string; tone: 'good' | 'warn' } | null>(null)
  const { role } = useSession()
  const [error, setError] = useState<RpcError | null>(null)
  async function syncNow() {
    setWorking(true)
    setSaid(null)
    setError(null)
    const result = await rpc.sync.now({})
    setWorking(false)
    onDone()
    if (!result.ok) {
      setError(result.error)
      return
    }
    const [sent, received] = [format.number(result.value.sent), format.number(result.value.received)]
    const { proven, filesUp, open } = result.value
    const files = filesUp > 0 ? words.doneFiles(format.number(filesUp)) : ''
    const waits = (['conflicts', 'rejected'] as const).flatMap((kind) =>
      open[kind] > 0 ? [words.doneOpen[kind](format.number(open[kind]))] : [],
    )
    const decide = allowed(role, 'sync.open') ? words.doneOpen.both : words.doneOpen.elsewhere
    const toDecide = waits.length === 0 ? '' : decide(waits)
    const done = proven ? words.done(sent, received) : words.doneUnproven(sent, received)
    setSaid({ text: `${done}${files}${toDecide}`, tone: waits.length === 0 ? 'good' : 'warn' })
  }
  return (
    <section className={classes.panel} aria-label={words.facts.title}>
      <h2>{words.facts.title}</h2>
      <SyncFacts status={status} />
      <div className={classes.head}>
        <Button onClick={() => void syncNow()} disabled={working}>
          {working ? words.working : words.now}
        </Button>
      </div>
      {said === null ? null : (
        <Notice tone={said.tone} role="status">
          {said.text}
        </Notice>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
      {allowed(role, 'sync.waiting') ? <WaitingList status={status} /> : null}
    </section>
  )
}

type AgainProps = { status: SyncStatus; address: string; onEnrolled: () => void }

/** At hand where the platform turned this PC away; one step further where it only cannot be reached: it may have become another one. */
function EnrolmentAgain({ status, address, onEnrolled }: AgainProps) {
  const words = useText().sync.enrolAgain
  const [wanted, setWanted] = useState(false)
  if (status.problem === null && status.state !== 'stopped') return null
  if (wanted || isTurnedAway(status))
    return (
      <Enrolment
        again={address}
        onEnrolled={() => {
          setWanted(false)
          onEnrolled()
        }}
      />
    )
  return (
    <div>
      <Button variant="subtle" onClick={() => setWanted(true)}>
        {words.offer}
      </Button>
    </div>
  )
}

/** Another identity is the way out, except where it is the platform that has to be put right. */
function isTurnedAway({ state, problem }: SyncStatus): boolean {
  return state === 'stopped' && problem !== 'sync/platform-behind'
}
