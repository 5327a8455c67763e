import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { EntryTarget } from '../../../src-contract/features/distribution.contract.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import { fieldNamesOf, reasonWords, standingTones, standingWords } from './distribution-words.ts'
import classes from './distribution.module.css'
import { HandOverDrawer } from './hand-over-drawer.tsx'

/** Where one entry stands with each system that takes it; nothing where none does. */
export function EntryTargets({ entryId }: { entryId: EntryId }) {
  const words = useText().distribution
  const { role } = useSession()
  const reads = allowed(role, 'distribution.ofEntry')
  const { value, error, again } = useCall(
    (signal) => (reads ? rpc.distribution.ofEntry({ entryId }, { signal }) : null),
    [entryId, reads],
  )
  useDataChanged('ledger', again)
  useDataChanged('sync', again)
  const [panel, setPanel] = useState<EntryTarget | null>(null)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const targets = value?.targets ?? []
  async function sendAgain({ system, hash }: EntryTarget) {
    const result = await rpc.distribution.sendAgain({ items: [{ entryId, system, hash }] })
    setFailed(result.ok ? null : result.error)
    if (!result.ok) return
    const sent = result.value.done > 0
    notifications.show({
      message: sent ? words.entry.sentAgain : words.entry.notSent,
      color: sent ? 'green' : 'yellow',
    })
    again()
  }
  if (error) return <ErrorNotice error={error} onRetry={again} />
  if (targets.length === 0) return null
  return (
    <section aria-label={words.entry.title}>
      <h2>{words.entry.title}</h2>
      {failed ? <ErrorNotice error={failed} /> : null}
      <ul className={classes.targets}>
        {targets.map((target) => (
          <Target
            key={target.system}
            target={target}
            joined={value?.joined ?? false}
            onSendAgain={() => void sendAgain(target)}
            onPanel={() => setPanel(target)}
          />
        ))}
      </ul>
      {panel ? (
        <HandOverDrawer
          item={{ entryId, system: panel.system }}
          system={panel.system}
          channel={panel.channel}
          onClose={() => setPanel(null)}
          onDone={again}
        />
      ) : null}
    </section>
  )
}

type TargetProps = { target: EntryTarget; joined: boolean; onSendAgain: () => void; onPanel: () => void }

function Target({ target, joined, onSendAgain, onPanel }: TargetProps) {
  const text = useText()
  const words = text.distribution
  const format = useFormat()
  const label = useLabel()
  const { role } = useSession()
  const { system, channel, standing, reason, lacking, receipt, batch, at } = target
  const waits = standing === 'waiting'
  const said = [
    standing === 'rejected' && reason !== null
      ? reasonWords(words, reason, fieldNamesOf(system, words, label), format.list)
      : null,
    standing === 'lacking' ? words.entry.lacking(format.list(lacking.map(label))) : null,
    waits && channel === 'interface' && !joined ? words.notJoined : null,
    receipt === null ? null : words.entry.receipt(receipt),
    receipt === null && standing === 'exported' && batch !== null ? words.entry.batch(batch) : null,
    at === null ? null : format.time(at),
  ].filter((one) => one !== null)
  const panels = allowed(role, 'distribution.panel') && (standing === 'lacking' || (waits && channel === 'manual'))
  return (
    <li>
      <div className={classes.target}>
        <span>{text.frame.systems[system]}</span>
        <Tag tone={standingTones[standing]} title={words.channels[channel]}>
          {standingWords(words, target)}
        </Tag>
        {standing === 'rejected' && allowed(role, 'distribution.sendAgain') ? (
          <Button className={classes.ends} size="compact-xs" variant="default" onClick={onSendAgain}>
            {words.acts.sendAgain}
          </Button>
        ) : null}
        {panels ? (
          <Button className={classes.ends} size="compact-xs" variant="default" onClick={onPanel}>
            {standing === 'lacking' ? words.acts.complete : words.acts.panel}
          </Button>
        ) : null}
      </div>
      {said.map((one) => (
        <div key={one} className={classes.quiet}>
          {one}
        </div>
      ))}
    </li>
  )
}
