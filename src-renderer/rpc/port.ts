import type { Port } from '../../src-contract/rpc.ts'

/** The browser's MessagePort as the port of the contract. */
export function portOf(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.onmessage = (event: MessageEvent<unknown>) => listener(event.data)
    },
    onClose: (listener) => port.addEventListener('close', listener, { once: true }),
    close: () => port.close(),
  }
}
