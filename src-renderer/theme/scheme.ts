import type { Scheme } from '../../src-contract/shell-look.ts'
import { store } from '../ui/store.ts'

/** Light, dark, or what the system has. */
export const scheme = store<Scheme>(window.shell.look.scheme)

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

/** Colours the document from now on: before anything is drawn, and without Mantine. */
export function followScheme(): void {
  const apply = () => {
    const now = scheme.get()
    const dark = now === 'dark' || (now === 'auto' && systemIsDark.matches)
    document.documentElement.dataset['mantineColorScheme'] = dark ? 'dark' : 'light'
  }
  scheme.subscribe(apply)
  systemIsDark.addEventListener('change', apply)
  apply()
}
