import { MessageChannelMain, type WebContents } from 'electron'
import type { CoreStatus } from '../src-contract/shell.ts'
import type { PageChannel } from '../src-contract/shell-channels.ts'
import type { CoreSupervisor } from './core-supervisor.ts'

const portChannel: PageChannel = 'beatbook:port'

export type PortBroker = {
  /** The page asks (again) for a port. */
  request(): void
  /** A core runs: the page gets a port to it. */
  coreChanged(status: CoreStatus): void
}

/**
 * Joins page and core directly: each gets one end of a new channel, and main never sees what they say. A page has one live port
 * at a time; a new core or a reload means a new one.
 */
export function brokerPorts(
  page: WebContents,
  supervisor: Pick<CoreSupervisor, 'send' | 'status' | 'retry'>,
): PortBroker {
  let listening = false
  let issuedFor = 0

  const issue = (): void => {
    if (page.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    const { generation } = supervisor.status()
    if (!supervisor.send({ t: 'client-port' }, [port1])) return
    page.postMessage(portChannel, { generation }, [port2])
    issuedFor = generation
  }

  page.on('did-start-navigation', (details) => {
    if (!details.isMainFrame || details.isSameDocument) return
    listening = false
    issuedFor = 0
  })
  page.on('did-finish-load', () => {
    listening = true
    if (issuedFor !== supervisor.status().generation) issue()
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
