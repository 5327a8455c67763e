import './mantine.css'
import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core'
import type { ReactNode } from 'react'
import { scheme } from './scheme.ts'
import { theme } from './theme.ts'

/** Mantine reads and sets the page's own choice and keeps none. */
function schemeManager(): MantineColorSchemeManager {
  let stop = (): void => {}
  return {
    get: () => scheme.get(),
    set: (next) => scheme.set(next),
    subscribe(onUpdate) {
      stop = scheme.subscribe(() => onUpdate(scheme.get()))
    },
    unsubscribe: () => stop(),
    clear: () => {},
  }
}

const manager = schemeManager()

/** Around everything that is made of Mantine: all but the log-in form, which comes first and alone. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="light"
      colorSchemeManager={manager}
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      {children}
    </MantineProvider>
  )
}
