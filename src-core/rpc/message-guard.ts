import { messageLimits } from '../../src-contract/rpc.ts'

/**
 * Whether a message is small and shallow enough to be looked at at all. It stops at the first excess, so that a hostile or broken
 * message costs no more than an honest one. Counts UTF-16 units of strings, bytes of buffers, and 8 for anything else.
 */
export function fits(message: unknown): boolean {
  let budget: number = messageLimits.size
  const look = (value: unknown, depth: number): boolean => {
    if (depth > messageLimits.depth) return false
    if (typeof value === 'string') budget -= value.length
    else if (ArrayBuffer.isView(value)) budget -= value.byteLength
    else budget -= 8
    if (budget < 0) return false
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true
    if (Array.isArray(value)) return value.every((item) => look(item, depth + 1))
    return Object.entries(value).every(([key, item]) => {
      budget -= key.length
      return look(item, depth + 1)
    })
  }
  return look(message, 0)
}
