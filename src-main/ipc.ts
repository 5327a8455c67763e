import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { z } from 'zod'
import type { InvokeArguments, InvokeChannel, SendArguments, SendChannel } from '../src-contract/shell-channels.ts'
import { appOrigin } from './app-url.rules.ts'
import type { ShellLog } from './shell-log.ts'

export type InvokeHandlers = { [C in InvokeChannel]: (...args: InvokeArguments<C>) => unknown }
export type SendHandlers = { [C in SendChannel]: (...args: SendArguments<C>) => void }

/** The schemas bring zod along. The window does not wait for it; the first message does, and order is kept. */
const channels = () => import('../src-contract/shell-channels.ts')

/**
 * The only user of ipcMain. A message counts when it comes from the main frame of our own window, on our own origin, with
 * arguments that fit the channel; anything else is refused, logged, and changes nothing. Every channel has a handler.
 */
export function connectPage(options: {
  invoke: InvokeHandlers
  send: SendHandlers
  page: () => WebContents | null
  log: ShellLog
}): void {
  const { log } = options
  for (const channel of Object.keys(options.invoke) as InvokeChannel[]) {
    const handler = options.invoke[channel] as (...args: unknown[]) => unknown
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      if (!isOurPage(event, options.page())) throw refusal('forged-sender', channel, log)
      const schema: z.ZodType<unknown[]> = (await channels()).invokeChannels[channel]
      const input = schema.safeParse(args)
      if (!input.success) throw refusal('invalid-arguments', channel, log)
      return await handler(...input.data)
    })
  }
  for (const channel of Object.keys(options.send) as SendChannel[]) {
    const handler = options.send[channel] as (...args: unknown[]) => void
    ipcMain.on(channel, (event, ...args: unknown[]) => {
      if (!isOurPage(event, options.page())) return void log.refused('forged-sender', channel)
      void channels().then(({ sendChannels }) => {
        const schema: z.ZodType<unknown[]> = sendChannels[channel]
        const input = schema.safeParse(args)
        if (!input.success) return void log.refused('invalid-arguments', channel)
        handler(...input.data)
      })
    })
  }
}

function isOurPage(event: IpcMainEvent | IpcMainInvokeEvent, page: WebContents | null): boolean {
  const frame = event.senderFrame
  if (!frame || !page || page.isDestroyed()) return false
  return event.sender === page && frame === page.mainFrame && frame.origin === appOrigin
}

/** What the page sees says nothing about why. */
function refusal(what: string, channel: string, log: ShellLog): Error {
  log.refused(what, channel)
  return new Error('refused')
}
