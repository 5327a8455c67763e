import { MessageChannelMain, type WebContents } from 'electron'
import type { CoreStatus } from '../src-contract/shell.ts'
import type { PageChannel } from '../src-contract/shell-channels.ts'
import type { CoreSupervisor } from './core-supervisor.ts'

const portChannel: PageChannel = 'beatbook:port'

export type PortBroker = {
  /** The page asks (again) for a port. */
  request(): void
  /** A core runs: a page that has asked before gets a port to it. */
  coreChanged(status: CoreStatus): void
}

/**
 * Joins page and core directly: each gets one end of a new channel, and main never sees what they say. A page has one live port
 * at a time; a new core means a new one, and a page that was loaded again asks for its own.
 */
export function brokerPorts(
  page: WebContents,
  supervisor: Pick<CoreSupervisor, 'send' | 'status' | 'retry'>,
): PortBroker {
  let listening = false

  const issue = (): void => {
    if (page.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    if (!supervisor.send({ t: 'client-port' }, [port1])) return
    page.postMessage(portChannel, { generation: supervisor.status().generation }, [port2])
  }

  page.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) listening = false
  })
  return {
    request() {
      listening = true
      if (supervisor.status().state === 'failed') supervisor.retry()
      else issue()
    },
    coreChanged(status) {
      if (status.state === 'running' && listening) issue()
    },
  }
}
