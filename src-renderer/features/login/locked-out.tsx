import { useEffect } from 'react'
import { useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { useNow } from '../../ui/use-now.ts'

/** How long this PC stays locked after failed log-ins, counted down in a sentence. */
export function LockedOut({ until, onOver }: { until: string; onOver: () => void }) {
  const text = useText()
  const format = useFormat()
  const now = useNow(1000)
  const seconds = Math.ceil((new Date(until).getTime() - now) / 1000)
  const over = !(seconds > 0)
  useEffect(() => {
    if (over) onOver()
  }, [over, onOver])
  if (over) return <div role="status">{text.access.logIn.lockEnds}</div>
  return (
    <Notice tone="bad" role="alert">
      {text.access.logIn.lockedFor(
        text.frame.common.minutesSeconds(Math.floor(seconds / 60), seconds % 60),
        format.clock(until),
      )}
    </Notice>
  )
}
