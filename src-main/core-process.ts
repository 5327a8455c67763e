import { type MessagePortMain, utilityProcess } from 'electron'
import { CoreToShell, type ShellToCore } from '../src-contract/shell-core.ts'

export type CoreProcess = {
  send(message: ShellToCore, ports?: MessagePortMain[]): void
  kill(): void
}

/** What core may know of the environment. NODE_OPTIONS and the like stay out. */
const passedOn = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'USERPROFILE', 'SystemRoot', 'SystemDrive'],
  ...['APPDATA', 'LOCALAPPDATA', 'WINDIR', 'LD_LIBRARY_PATH'],
]

/**
 * Starts core as a process of its own. Messages that do not fit the contract are counted, never passed on.
 * @param options.file absolute path of the built core
 * @param options.devSqliteAddon path of an addon built for the development runtime
 */
export function startCoreProcess(options: {
  file: string
  devSqliteAddon: string | undefined
  showOutput: boolean
  onMessage: (message: CoreToShell) => void
  onInvalidMessage: () => void
  onExit: (code: number) => void
}): CoreProcess {
  const env = Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  const child = utilityProcess.fork(options.file, [], {
    serviceName: 'Beatbook core',
    env: { ...env, ...(options.devSqliteAddon ? { BEATBOOK_SQLITE_ADDON: options.devSqliteAddon } : {}) },
    execArgv: [],
    stdio: options.showOutput ? 'inherit' : 'ignore',
  })
  child.on('message', (data: unknown) => {
    const message = CoreToShell.safeParse(data)
    if (message.success) options.onMessage(message.data)
    else options.onInvalidMessage()
  })
  child.once('exit', (code) => options.onExit(code))
  return {
    send: (message, ports = []) => child.postMessage(message, ports),
    kill: () => void child.kill(),
  }
}
