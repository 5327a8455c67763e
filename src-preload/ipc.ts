import { ipcRenderer, type IpcRendererEvent } from 'electron'
import type {
  InvokeArguments,
  InvokeChannel,
  PageChannel,
  SendArguments,
  SendChannel,
} from '../src-contract/shell-channels.ts'

/** The only user of ipcRenderer: names and arguments are those of the shell contract. */
export const ipc = {
  invoke<C extends InvokeChannel>(channel: C, ...args: InvokeArguments<C>): Promise<unknown> {
    return ipcRenderer.invoke(channel, ...args)
  },
  send<C extends SendChannel>(channel: C, ...args: SendArguments<C>): void {
    ipcRenderer.send(channel, ...args)
  },
  /** Answers with the function that ends the listening. */
  on(channel: PageChannel, listener: (message: unknown, ports: readonly MessagePort[]) => void): () => void {
    const forward = (event: IpcRendererEvent, message: unknown): void => listener(message, event.ports)
    ipcRenderer.on(channel, forward)
    return () => {
      ipcRenderer.off(channel, forward)
    }
  },
}
