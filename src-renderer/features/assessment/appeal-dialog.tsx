import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import { indicatorIds } from '../../../src-contract/features/assessment.snapshot.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { useIndicatorNames } from './indicator-names.ts'
import { WordsDialog } from './words-dialog.tsx'

/** An officer says what is wrong with the own result. */
export function AppealDialog({ runId, onClose, onDone }: { runId: RunId; onClose: () => void; onDone: () => void }) {
  const words = useText().assessment.appeals
  const nameOf = useIndicatorNames()
  const [about, setAbout] = useState('')
  const indicator = indicatorIds.find((id) => id === about) ?? null
  return (
    <WordsDialog
      title={words.submit}
      label={words.words}
      hint={words.wordsHint}
      submit={words.submit}
      onClose={onClose}
      onDone={onDone}
      onSubmit={(typed) => rpc.assessment.appeal({ runId, indicator, words: typed })}
    >
      <NativeSelect
        label={words.about}
        value={about}
        data={[{ value: '', label: words.whole }, ...indicatorIds.map((id) => ({ value: id, label: nameOf(id) }))]}
        onChange={(event) => setAbout(event.currentTarget.value)}
      />
    </WordsDialog>
  )
}
