import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

/** Every sentence that main itself shows: window title, file dialogs, failures before there is a window. */
export type ShellText = {
  title: string
  spreadsheets: string
  certificates: string
  evaluations: string
  manifests: string
  packages: string
  keys: string
  attachments: string
  folderUnusable: { title: string; message: string }
  /** One sentence each: nothing was saved at all. */
  notSaved: { diskFull(name: string): string; otherwise(name: string): string }
  brokenInstallation: { title: string; message: string }
  bug: { title: string; message: string }
}

/** @param locale a BCP 47 tag; Chinese unless it says English. */
export function shellText(locale: string): ShellText {
  return locale.toLowerCase().startsWith('en') ? en : zhCN
}
