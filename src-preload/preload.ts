import { contextBridge, webUtils } from 'electron'
import type { CardRead, CoreStatus, PickedFile, ShellApi, ShellInfo } from '../src-contract/shell.ts'
import type { ConnectionTest } from '../src-contract/shell-network.ts'
import type { UpdateView } from '../src-contract/shell-updates.ts'
import { ipc } from './ipc.ts'
import { lookOf } from './look.ts'

const shell: ShellApi = {
  info: () => ipc.invoke('shell:info') as Promise<ShellInfo>,
  pickFile: (kind) => ipc.invoke('shell:pick-file', kind) as Promise<PickedFile | null>,
  droppedFile: (file) => ipc.invoke('shell:dropped-file', webUtils.getPathForFile(file)) as Promise<PickedFile | null>,
  saveFile: (suggestedName, bytes) => ipc.invoke('shell:save-file', suggestedName, bytes) as Promise<string | null>,
  readCard: () => ipc.invoke('shell:read-card') as Promise<CardRead>,
  pickText: (kind) => ipc.invoke('shell:pick-text', kind) as Promise<{ name: string; text: string } | null>,
  lock: async (reason) => {
    await ipc.invoke('shell:lock', reason)
  },
  usable: (what) => ipc.send('shell:usable', what),
  coreStatus: () => ipc.invoke('shell:core-status') as Promise<CoreStatus>,
  onCoreStatus: (listener) => ipc.on('shell:core-status-changed', (status) => listener(status as CoreStatus)),
  requestPort: () => ipc.send('shell:request-port'),
  testFeed: () => ipc.invoke('shell:test-feed') as Promise<ConnectionTest | null>,
  updates: {
    view: () => ipc.invoke('shell:updates') as Promise<UpdateView>,
    look: () => ipc.invoke('shell:update-look') as Promise<UpdateView>,
    lookOnDisc: () => ipc.invoke('shell:update-disc') as Promise<UpdateView>,
    fetch: () => ipc.invoke('shell:update-fetch') as Promise<UpdateView>,
    install: (when) => ipc.invoke('shell:update-install', when) as Promise<UpdateView>,
    onView: (listener) => ipc.on('shell:updates-changed', (view) => listener(view as UpdateView)),
  },
  look: lookOf(process.argv),
  keepLook: (look) => ipc.send('shell:keep-look', look),
}

contextBridge.exposeInMainWorld('shell', shell)

// A MessagePort cannot cross the context bridge; a window message carries it into the page's own world.
ipc.on('beatbook:port', (message, ports) => {
  const port = ports[0]
  const { generation } = message as { generation: number }
  if (port) window.postMessage({ type: 'beatbook:port', generation }, window.location.origin, [port])
})
