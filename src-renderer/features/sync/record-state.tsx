import type { RecordState } from '../../../src-contract/features/sync.contract.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'

const tones: Readonly<Record<RecordState, Tone>> = {
  none: 'quiet',
  here: 'quiet',
  sent: 'quiet',
  accepted: 'good',
  conflict: 'warn',
  rejected: 'bad',
}

/** Where one entry is: on this PC, sent, at the platform, or waiting for somebody. */
export function RecordStateTag({ entryId }: { entryId: EntryId }) {
  const words = useText().sync.record
  const { value, again } = useCall((signal) => rpc.sync.records({ entryIds: [entryId] }, { signal }), [entryId])
  useDataChanged('sync', again)
  useDataChanged('ledger', again)
  const state = value?.records[0]?.state
  if (state === undefined) return null
  return <Tag tone={tones[state]}>{words.states[state]}</Tag>
}
