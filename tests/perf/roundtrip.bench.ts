import { launchApp } from '../e2e/support/launch.ts'
import { result, type BenchOptions, type BenchResult } from './bench.ts'

const rounds = 1_000

/** From the page to core and back over the brokered port, against a port that stays inside the page. */
export async function run(_options: BenchOptions): Promise<BenchResult> {
  const app = await launchApp()
  try {
    const times = await app.page.evaluate(async (n) => {
      const port = await new Promise<MessagePort>((resolve) => {
        window.addEventListener('message', function take(event) {
          const [first] = event.ports
          if (!first) return
          window.removeEventListener('message', take)
          resolve(first)
        })
        ;(window as unknown as { shell: { requestPort(): void } }).shell.requestPort()
      })
      const local = new MessageChannel()
      local.port2.onmessage = (event) => local.port2.postMessage(event.data)
      const measure = async (target: MessagePort): Promise<number[]> => {
        const taken: number[] = []
        for (let id = 1; id <= n + 50; id++) {
          const started = performance.now()
          const reply = new Promise<void>((resolve) => {
            target.onmessage = () => resolve()
          })
          target.postMessage({ t: 'call', id, method: 'core.ping', input: { payload: 'x'.repeat(200) } })
          await reply
          if (id > 50) taken.push(performance.now() - started)
        }
        return taken
      }
      return { core: await measure(port), local: await measure(local.port1) }
    }, rounds)
    return result('roundtrip', '200-byte payload', 'ms', times.core, {
      name: 'port inside the page',
      times: times.local,
    })
  } finally {
    await app.close()
  }
}
