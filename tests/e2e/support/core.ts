import type { ElectronApplication, Page } from 'playwright-core'
import type { InputOf, MethodName, ResultOf } from '../../../src-contract/contract.ts'
import type { CoreStatus } from '../../../src-contract/shell.ts'

/** The process id of the core that runs, as the system knows it; null while there is none. */
export function corePid(electron: ElectronApplication): Promise<number | null> {
  return electron.evaluate(({ app }) => {
    const metric = app.getAppMetrics().find((each) => each.type === 'Utility' && each.name === 'Beatbook core')
    return metric?.pid ?? null
  })
}

/** Waits until a core of at least this generation runs. Rejects when core has failed for good. */
export function coreRunning(page: Page, generation = 1): Promise<CoreStatus> {
  return page.evaluate(
    (wanted) =>
      new Promise<CoreStatus>((resolve, reject) => {
        const look = (status: CoreStatus): void => {
          if (status.state === 'failed') reject(new Error('core has failed'))
          if (status.state === 'running' && status.generation >= wanted) resolve(status)
        }
        window.shell.onCoreStatus(look)
        void window.shell.coreStatus().then(look)
      }),
    generation,
  )
}

/** Asks core as the page does; resolves with the whole reply. */
export function callCore<N extends MethodName>(page: Page, method: N, input: InputOf<N>): Promise<ResultOf<N>> {
  return page.evaluate(
    ([name, given]) =>
      new Promise<ResultOf<N>>((resolve) => {
        const id = 900_000 + Math.floor(performance.now())
        const onPort = (event: MessageEvent): void => {
          const port = event.ports[0]
          if (event.source !== window || event.data?.type !== 'beatbook:port' || !port) return
          // The page takes the port into use, too (its listener came first): it is left open, or the page's own calls would go nowhere.
          window.removeEventListener('message', onPort)
          port.addEventListener('message', (answer: MessageEvent<{ t: string; id: number; result: ResultOf<N> }>) => {
            if (answer.data.t !== 'reply' || answer.data.id !== id) return
            resolve(answer.data.result)
          })
          port.start()
          port.postMessage({ t: 'call', id, method: name, input: given })
        }
        window.addEventListener('message', onPort)
        window.shell.requestPort()
      }),
    [method, input as unknown] as const,
  )
}
