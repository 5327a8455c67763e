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
export async function callCore<N extends MethodName>(page: Page, method: N, input: InputOf<N>): Promise<ResultOf<N>> {
  const [reply] = await callCoreMany(page, method, [input])
  if (reply === undefined) throw new Error('a call without a reply')
  return reply
}

/** Asks the same method many times over one port; resolves with the replies in the order of the inputs. */
export function callCoreMany<N extends MethodName>(
  page: Page,
  method: N,
  inputs: readonly InputOf<N>[],
): Promise<ResultOf<N>[]> {
  return page.evaluate(
    ([name, given]) =>
      new Promise<ResultOf<N>[]>((resolve) => {
        if (given.length === 0) resolve([])
        const first = 900_000 + Math.floor(performance.now())
        const replies = new Map<number, ResultOf<N>>()
        const onPort = (event: MessageEvent): void => {
          const port = event.ports[0]
          if (event.source !== window || event.data?.type !== 'beatbook:port' || !port) return
          // The page takes the port into use, too (its listener came first): it is left open, or the page's own calls would go nowhere.
          window.removeEventListener('message', onPort)
          port.addEventListener('message', (answer: MessageEvent<{ t: string; id: number; result: ResultOf<N> }>) => {
            const at = answer.data.id - first
            if (answer.data.t !== 'reply' || at < 0 || at >= given.length) return
            replies.set(at, answer.data.result)
            if (replies.size === given.length) resolve(given.map((_, i) => replies.get(i) as ResultOf<N>))
          })
          port.start()
          for (const [at, input] of given.entries())
            port.postMessage({ t: 'call', id: first + at, method: name, input })
        }
        window.addEventListener('message', onPort)
        window.shell.requestPort()
      }),
    [method, inputs as readonly unknown[]] as const,
  )
}
