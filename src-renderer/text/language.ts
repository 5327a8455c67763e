import type { Language } from '../../src-contract/shell-look.ts'
import { store, useStore } from '../ui/store.ts'
import { logIn as logInEn, productName as productNameEn } from './en/log-in.ts'
import { formats, type Format } from './format.ts'
import { logIn as logInZh, productName as productNameZh } from './zh-CN/log-in.ts'
import type { Text } from './zh-CN.ts'

type LogInText = Pick<Text['access'], 'productName' | 'logIn'>

export const language = store<Language>(window.shell.look.language)

/** The log-in page's own few sentences. Both languages are there from the start: fetching one takes longer than reading both. */
const logInTexts: Readonly<Record<Language, LogInText>> = {
  'zh-CN': { productName: productNameZh, logIn: logInZh },
  en: { productName: productNameEn, logIn: logInEn },
}

/** All other sentences, by language, once they have been loaded. */
const texts = new Map<Language, Text>()

/** Loads all sentences of a language; whatever is drawn with `useText` needs them. See `later`. */
export async function loadText(of: Language = language.get()): Promise<void> {
  if (texts.has(of)) return
  texts.set(of, of === 'en' ? (await import('./en.ts')).en : (await import('./zh-CN.ts')).zhCN)
}

/** The page changes its language when the sentences are there, all at once. */
export async function setLanguage(next: Language): Promise<void> {
  await loadText(next)
  language.set(next)
  applyLanguage()
}

/** Tells the document, and with it the font choice and screen readers, which language it is in. */
export function applyLanguage(): void {
  document.documentElement.lang = language.get()
  document.title = logInTexts[language.get()].productName
}

export function textOf(of: Language): Text {
  const text = texts.get(of)
  if (!text) throw new Error('a screen was drawn before its texts were loaded')
  return text
}

export function useText(): Text {
  return textOf(useStore(language))
}

/** For the log-in page, which is drawn before `useText` has anything to say. */
export function useLogInText(): LogInText {
  return logInTexts[useStore(language)]
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
