import type { WebContents } from 'electron'
import { recentEnds, restartDelay } from './restart.rules.ts'
import type { ShellLog } from './shell-log.ts'

/** A page whose process died is loaded again; drafts are in core. It waits longer each time, as core's restarts do. */
export function reloadWhenGone(page: WebContents, log: ShellLog): void {
  let ends: number[] = []
  page.on('render-process-gone', (_event, details) => {
    log.write({ event: 'page-gone', what: details.reason })
    if (details.reason === 'clean-exit') return
    const now = Date.now()
    ends = [...recentEnds(ends, now), now]
    const delay = restartDelay(ends, now)
    if (delay === null) return
    setTimeout(() => {
      if (!page.isDestroyed()) page.reload()
    }, delay)
  })
}
