import { expect, test } from 'vitest'
import { findings, type HouseRule } from './house-rule.ts'
import { noConsole } from './console.rule.ts'
import { fileNames } from './file-names.rule.ts'
import { ipcWrapper } from './ipc-wrapper.rule.ts'
import { node20Api } from './node20-api.rule.ts'
import { pureRules } from './pure-rules.rule.ts'
import { visibleText } from './visible-text.rule.ts'
import { windowSettings } from './window-settings.rule.ts'

const broken: [HouseRule, string, string][] = [
  [ipcWrapper, 'src-main/files.ts', `import { ipcMain } from 'electron'`],
  [ipcWrapper, 'src-preload/preload.ts', `import * as e from 'electron'; e.ipcRenderer.send('x')`],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <b>登记</b>`],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <b>Save draft</b>`],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <input placeholder="Name" />`],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <input aria-label={x ? 'Show' : 'Hide'} />`],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <b>{'Save'}</b>`],
  [visibleText, 'src-renderer/a.ts', 'export const a = (n: number) => `共 ${n} 条`'],
  [visibleText, 'src-main/window.ts', `export const title = '台账'`],
  [noConsole, 'src-core/a.ts', `console.log(1)`],
  [pureRules, 'src-core/features/x/x.rules.ts', `export const a = () => Date.now()`],
  [pureRules, 'src-core/features/x/x.rules.ts', `export const a = () => new Date()`],
  [pureRules, 'src-core/features/x/x.rules.ts', `export const a = () => Math.random()`],
  [pureRules, 'src-domain/x.ts', `import { randomUUID } from 'node:crypto'; export const a = randomUUID()`],
  [node20Api, 'src-core/a.ts', `import { argon2 } from 'node:crypto'`],
  [node20Api, 'src-core/a.ts', `import { DatabaseSync } from 'node:sqlite'`],
  [node20Api, 'src-core/a.ts', `import { globSync as g } from 'node:fs'`],
  [node20Api, 'db/a.ts', `await Array.fromAsync(x)`],
  [node20Api, 'src-main/a.ts', `a.isSubsetOf(b)`],
  [windowSettings, 'src-main/a.ts', `new W({ webPreferences: { ...given } })`],
  [windowSettings, 'src-main/a.ts', `new W({ webPreferences: given })`],
  [windowSettings, 'src-main/a.ts', `new W({ webPreferences: { sandbox: false } })`],
  [fileNames, 'src-core/utils.ts', ''],
  [fileNames, 'src-core/MyThing.ts', ''],
  [fileNames, 'src-core/index.ts', ''],
]

test.each(broken.map(([rule, path, text]) => ({ rule, name: rule.name, path, text })))(
  'against "$name": $text in $path',
  ({ rule, path, text }) => {
    expect(findings(rule, path, text)).not.toEqual([])
  },
)

const kept: [HouseRule, string, string][] = [
  [ipcWrapper, 'src-main/ipc.ts', `import { ipcMain } from 'electron'`],
  [ipcWrapper, 'src-preload/ipc.ts', `import { ipcRenderer } from 'electron'`],
  [visibleText, 'src-renderer/text/zh-CN.ts', `export const a = '登记'`],
  [
    visibleText,
    'src-renderer/a.tsx',
    `export const A = () => <B title={text.save} id="Save" size="Lg">{count} / {all}</B>`,
  ],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <b>{event.key === 'Enter' ? text.a : text.b}</b>`],
  [visibleText, 'src-renderer/a.tsx', `export const A = () => <kbd>Ctrl+Enter</kbd>`],
  [visibleText, 'src-renderer/a.test.tsx', `test('登记', () => {})`],
  [noConsole, 'scripts/a.ts', `console.log(1)`],
  [noConsole, 'cli/a.ts', `console.log(1)`],
  [pureRules, 'src-core/features/x/x.rules.ts', `export const a = (at: string) => new Date(at)`],
  [pureRules, 'src-core/features/x/x.service.ts', `export const a = () => Date.now()`],
  [node20Api, 'src-core/a.ts', `import { randomBytes } from 'node:crypto'; import { readFileSync } from 'node:fs'`],
  [node20Api, 'scripts/a.ts', `import { globSync } from 'node:fs'`],
  [windowSettings, 'src-main/a.ts', `new W({ webPreferences: { sandbox: true, devTools: !packaged } })`],
  [fileNames, 'src-core/features/x/x-list.repo.ts', ''],
  [fileNames, 'src-renderer/text/zh-CN.ts', ''],
]

test.each(kept.map(([rule, path, text]) => ({ rule, name: rule.name, path, text })))(
  'nothing against "$name": $text in $path',
  ({ rule, path, text }) => {
    expect(findings(rule, path, text)).toEqual([])
  },
)

test('a finding says where it is', () => {
  expect(findings(noConsole, 'src-core/a.ts', `const a = 1\n\nconsole.log(a)\n`)).toEqual([
    { file: 'src-core/a.ts', line: 3, message: 'console.log in the app: use the log' },
  ])
})
