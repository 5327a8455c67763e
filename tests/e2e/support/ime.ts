import type { CDPSession, Page } from 'playwright-core'

export type Ime = {
  /** Shows what an input method shows while the user spells: `text` underlined in the focused field, nothing committed. */
  compose(text: string): Promise<void>
  /** Ends the composition with the chosen characters. */
  commit(text: string): Promise<void>
  /** Ends it with nothing. */
  cancel(): Promise<void>
  /** Enter while composing, as the input method delivers it: keyCode 229, `isComposing`. */
  enterWhileComposing(): Promise<void>
}

/** An input method as Chromium sees one. Synthetic key events do not start a composition; this does. */
export async function inputMethod(page: Page): Promise<Ime> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const compose = async (text: string): Promise<void> => {
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }
  return {
    compose,
    commit: async (text) => {
      await cdp.send('Input.insertText', { text })
    },
    cancel: () => compose(''),
    enterWhileComposing: async () => {
      const key = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 }
      await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
      await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    },
  }
}
