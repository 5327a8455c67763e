import { store, useStore } from '../ui/store.ts'
import { en } from './en.ts'
import { formats, type Format } from './format.ts'
import { zhCN, type Text } from './zh-CN.ts'

export type Language = 'zh-CN' | 'en'

const remembered = 'beatbook.language'

export const language = store<Language>(localStorage.getItem(remembered) === 'en' ? 'en' : 'zh-CN')

export function setLanguage(next: Language): void {
  localStorage.setItem(remembered, next)
  language.set(next)
  applyLanguage()
}

/** Tells the document, and with it the font choice and screen readers, which language it is in. */
export function applyLanguage(): void {
  document.documentElement.lang = language.get()
  document.title = textOf(language.get()).access.productName
}

export function textOf(of: Language): Text {
  return of === 'en' ? en : zhCN
}

export function useText(): Text {
  return textOf(useStore(language))
}

export function useFormat(): Format {
  return formats[useStore(language)]
}

/** A label that catalogs and books bring with them. */
export type Label = { zh: string; en: string }

export function useLabel(): (label: Label) => string {
  const chinese = useStore(language) === 'zh-CN'
  return (label) => (chinese ? label.zh : label.en)
}
