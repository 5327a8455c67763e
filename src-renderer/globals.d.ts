import type { ShellApi } from '../src-contract/shell.ts'

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly shell: ShellApi
  }
}
