import { store } from '../ui/store.ts'

export type Scheme = 'light' | 'dark' | 'auto'

/** Light, dark, or what the system has. */
export const scheme = store<Scheme>('light')

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
