import type { FileField } from '../../../src-contract/features/lookup.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { purposeChoice } from '../../ui/purpose-state.ts'
import { useStore } from '../../ui/store.ts'

/** Why a value is seen, and seen as it is: purpose, system, role, and the rule by which values of its kind are shown. */
export function useWhySeen(): (system: SystemId, field: Pick<FileField, 'why'>) => string {
  const text = useText()
  const session = useSession()
  const { purpose } = useStore(purposeChoice)
  return (system, { why }) =>
    purpose === null
      ? ''
      : text.lookup.why({
          purpose: `${purpose} ${text.frame.purposes[purpose]}`,
          system: text.frame.systems[system],
          role: text.access.roles[session.role],
          ...why,
        })
}
