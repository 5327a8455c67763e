import { app, dialog } from 'electron'
import { type ShellText, shellText } from './text/shell-text.ts'

/** Says in one sentence why the app cannot start, and ends it with 1. */
export function failBeforeWindow(sentence: (text: ShellText) => { title: string; message: string }): void {
  const { title, message } = sentence(shellText(app.getLocale()))
  dialog.showErrorBox(title, message)
  app.exit(1)
}
