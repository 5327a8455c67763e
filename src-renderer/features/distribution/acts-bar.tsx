import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DistributionChannel, DistributionStanding } from '../../../src-contract/distribution.ts'
import { mostPerBatch, type SharedItem } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ListBar } from '../../ui/list-page.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { seenOf } from './distribution-words.ts'
import classes from './distribution.module.css'
import type { Acts } from './use-acts.ts'

type Props = {
  system: SystemId
  channel: DistributionChannel
  standing: DistributionStanding
  /** How many the list has. */
  total: number
  /** How many wait or may wait, records and corrections together: they go into one file. */
  toExport: number
  joined: boolean
  chosen: readonly SharedItem[]
  /** How many rows can be chosen. */
  shown: number
  onChooseAll: () => void
  /** The row under the keys. */
  active: SharedItem | null
  acts: Acts
  onOpen: (item: SharedItem) => void
}

/** Under the list: what can be done at this standing over this channel, or the sentence that nothing has to be. */
export function ActsBar(props: Props) {
  const { standing, channel, joined, total } = props
  const words = useText().distribution
  if (standing === 'shared') return channel === 'interface' ? null : <Shared {...props} />
  if (standing === 'exported') return channel === 'interface' ? null : <Exported {...props} />
  if (standing === 'rejected') return <Rejected {...props} />
  if (standing === 'waiting' && channel === 'interface')
    return total === 0 && joined ? null : (
      <ListBar>
        <span role="note">{joined ? words.auto : words.notJoined}</span>
      </ListBar>
    )
  if (standing === 'waiting' && channel === 'import-file') return <Waiting {...props} />
  return total === 0 ? null : <ToOpen {...props} />
}

function Waiting({ system, toExport, acts }: Props) {
  const words = useText().distribution
  const format = useFormat()
  return (
    <ListBar>
      <Button disabled={toExport === 0} loading={acts.busy} onClick={() => void acts.exportBatch(system)}>
        {words.acts.export}
      </Button>
      {acts.progress === null ? (
        <span className={classes.quiet}>{words.acts.exportMeans(format.number(mostPerBatch))}</span>
      ) : (
        <div className={classes.progress}>
          <ProgressLine label={words.acts.exporting} progress={acts.progress} onCancel={acts.cancelExport} />
        </div>
      )}
    </ListBar>
  )
}

/** Records that are worked on one by one, in the panel. */
function ToOpen({ standing, active, onOpen }: Props) {
  const words = useText().distribution
  return (
    <ListBar>
      <Button disabled={active === null} onClick={() => active !== null && onOpen(active)}>
        {standing === 'lacking' ? words.acts.complete : words.acts.panel}
      </Button>
      <span className={classes.quiet}>{standing === 'lacking' ? words.lackingMeans : words.waitingManual}</span>
    </ListBar>
  )
}

function Exported(props: Props) {
  const { channel, chosen, acts } = props
  const text = useText()
  const words = text.distribution
  const [receipt, setReceipt] = useState('')
  const none = chosen.length === 0
  const many = chosen.length > 1
  return (
    <ListBar>
      <Chosen {...props} />
      <TextInput
        className={classes.receipt}
        aria-label={words.receipt}
        placeholder={many ? words.receiptMany : words.receiptHint}
        disabled={many}
        maxLength={60}
        value={receipt}
        onChange={(event) => setReceipt(event.currentTarget.value)}
      />
      <Button
        disabled={none}
        loading={acts.busy}
        onClick={() =>
          void acts.confirm(chosen.map(seenOf), many ? '' : receipt.trim()).then((done) => done && setReceipt(''))
        }
      >
        {channel === 'manual' ? words.acts.confirmTyped : words.acts.confirmImported}
      </Button>
      <Refuse chosen={chosen} acts={acts} />
      {channel === 'import-file' ? <FileAgain chosen={chosen} acts={acts} /> : null}
    </ListBar>
  )
}

/** How many rows the acts are about, and a way to choose all that does not need the keyboard. */
function Chosen({ chosen, shown, onChooseAll }: Props) {
  const words = useText().distribution
  const format = useFormat()
  if (chosen.length > 0) return <span>{words.chosen(format.number(chosen.length))}</span>
  return (
    <Button variant="default" disabled={shown === 0} onClick={onChooseAll}>
      {words.chooseAll(format.number(shown))}
    </Button>
  )
}

/** The system has it not, or not any more: also where somebody said so by mistake. */
function Refuse({ chosen, acts }: Pick<Props, 'chosen' | 'acts'>) {
  const words = useText().distribution
  const [reason, setReason] = useState('')
  return (
    <>
      <TextInput
        className={classes.reason}
        aria-label={words.reason}
        placeholder={words.reasonHint}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={chosen.length === 0 || acts.busy || reason.trim().length < 2}
        onClick={() => void acts.refuse(chosen.map(seenOf), reason.trim()).then((done) => done && setReason(''))}
      >
        {words.acts.refuse}
      </Button>
    </>
  )
}

function Rejected(props: Props) {
  const { channel, chosen, active, acts, onOpen } = props
  const words = useText().distribution
  const [one = active, ...others] = chosen
  return (
    <ListBar>
      <Chosen {...props} />
      <Button
        disabled={chosen.length === 0}
        loading={acts.busy}
        onClick={() => void acts.sendAgain(chosen.map(seenOf))}
      >
        {words.acts.sendAgain}
      </Button>
      {one?.kind === 'correction' ? null : (
        <Button
          variant="default"
          disabled={one === null || others.length > 0}
          onClick={() => one !== null && onOpen(one)}
        >
          {words.acts.open}
        </Button>
      )}
      {channel === 'interface' ? null : (
        <Button
          variant="default"
          disabled={chosen.length === 0 || acts.busy}
          onClick={() => void acts.confirm(chosen.map(seenOf), '')}
        >
          {channel === 'manual' ? words.acts.confirmTyped : words.acts.confirmImported}
        </Button>
      )}
      {channel === 'import-file' ? <FileAgain chosen={chosen} acts={acts} /> : null}
      <span className={classes.quiet}>
        {(one?.kind ?? 'record') === 'record' ? words.rejectedMeans : words.rejectedCorrectionMeans}
      </span>
    </ListBar>
  )
}

function Shared(props: Props) {
  const { channel, chosen, acts } = props
  return (
    <ListBar>
      <Chosen {...props} />
      <Refuse chosen={chosen} acts={acts} />
      {channel === 'import-file' ? <FileAgain chosen={chosen} acts={acts} /> : null}
    </ListBar>
  )
}

/** The file of a batch once more; of one batch at a time. */
function FileAgain({ chosen, acts }: Pick<Props, 'chosen' | 'acts'>) {
  const words = useText().distribution
  const [batch, ...others] = new Set(chosen.map((one) => one.batch))
  return (
    <Button
      variant="default"
      title={words.acts.fileAgainMeans}
      disabled={batch === undefined || batch === null || others.length > 0 || acts.busy}
      onClick={() => typeof batch === 'string' && void acts.saveBatch(batch)}
    >
      {words.acts.fileAgain}
    </Button>
  )
}
