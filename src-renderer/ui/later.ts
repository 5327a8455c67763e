import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { loadText } from '../text/language.ts'

/** What does not belong to the log-in form: fetched when it is first drawn, with the sentences that it uses. */
export function later<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => {
    const [component] = await Promise.all([load(), loadText()])
    return { default: component }
  })
}
