import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { WordsDialog } from './words-dialog.tsx'

/** Why an incident needs no entry: the chief's word, kept with the incident. */
export function AcceptMissing({
  incident,
  onClose,
  onDone,
}: {
  incident: string
  onClose: () => void
  onDone: () => void
}) {
  const words = useText().assessment.evidence
  return (
    <WordsDialog
      title={`${words.accept} ${incident}`}
      label={words.acceptReason}
      submit={words.accept}
      mostLength={200}
      onClose={onClose}
      onSubmit={(reason) => rpc.assessment.acceptMissing({ incident, reason })}
      onDone={onDone}
    />
  )
}
