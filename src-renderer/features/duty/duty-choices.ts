import type { OutputOf } from '../../../src-contract/contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'

export type Choices = OutputOf<'duty.choices'>

const nothing: Choices = { beats: [], staff: [], shifts: [] }

/** Beats, colleagues and shifts to choose from; empty until core has answered. */
export function useChoices(): Choices {
  const { value, again } = useCall((signal) => rpc.duty.choices({}, { signal }), [])
  useDataChanged('duty', again)
  return value ?? nothing
}
