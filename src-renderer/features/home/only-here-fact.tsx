import { useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { hashOf } from '../../ui/router.ts'
import { useNow } from '../../ui/use-now.ts'
import { toldWords } from '../sync/sync-words.ts'
import { useSyncStatus } from '../sync/use-sync-status.ts'

/** That something has existed only on this PC for long, for whom it concerns, and what to do about it. */
export function OnlyHereFact() {
  const words = useText().sync
  const format = useFormat()
  const now = useNow(60_000)
  const { value } = useSyncStatus()
  const said = value === undefined ? null : toldWords(words, format.number, value, now)
  if (said === null) return null
  return (
    <section aria-label={words.told.label}>
      <Notice tone="info">
        {said} <a href={hashOf({ screen: 'sync' })}>{words.told.to}</a>
      </Notice>
    </section>
  )
}
