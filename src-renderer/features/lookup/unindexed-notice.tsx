import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Found, Further } from './lookup-state.ts'

type Props = { unindexed: Found['unindexed']; further: Further | null }

/** What of this PC's records was not asked yet, what is being done about it, and what can only be found later. */
export function UnindexedNotice({ unindexed, further }: Props) {
  const words = useWords(unindexed, further)
  // How far it is goes on and on: only what came of it is read out.
  const role = further?.state === 'looking' ? {} : { role: 'status' as const }
  return words === null ? null : (
    <Notice tone={further?.state === 'failed' ? 'warn' : 'info'} {...role}>
      {words}
    </Notice>
  )
}

/** Nothing found is no last word while records wait for the search index. */
export function NothingFound({ unindexed, further }: Props) {
  const text = useText().lookup
  if (unindexed === 0) return <Blank title={text.noneTitle}>{text.noneText}</Blank>
  const isLooking = further?.state === 'looking'
  return (
    <Blank title={isLooking ? text.unindexed.lookingTitle : text.unindexed.noneTitle}>{text.unindexed.noneText}</Blank>
  )
}

/** A file is only as whole as the search index is. */
export function FileUnindexed({ unindexed }: { unindexed: number }) {
  const text = useText().lookup
  const format = useFormat()
  return unindexed === 0 ? null : (
    <Notice tone="warn" role="status">
      {text.unindexed.file(format.number(unindexed))}
    </Notice>
  )
}

function useWords(unindexed: Found['unindexed'], further: Further | null): string | null {
  const words = useText().lookup.unindexed
  const format = useFormat()
  if (unindexed === 0) return null
  const left = unindexed === null ? '' : format.number(unindexed)
  if (further === null) return words.waiting(left)
  switch (further.state) {
    case 'failed':
      return words.failed(left)
    case 'looking': {
      const { progress } = further
      const done = progress?.total ? Math.min(100, Math.floor((progress.done / progress.total) * 100)) : 0
      const percent = format.number(done)
      return progress?.phase === 'completing' ? words.completing(percent) : words.looking(left, percent)
    }
    case 'looked': {
      const taken = format.number(further.taken)
      if (further.way === 'closed') return null
      if (further.way === 'sound') return words.sound(left)
      if (further.taken === 0) return further.all ? words.none(left) : words.failed(left)
      return further.all ? words.taken(left, taken) : words.part(left, taken)
    }
  }
}
