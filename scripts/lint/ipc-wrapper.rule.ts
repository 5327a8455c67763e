import ts from 'typescript'
import { type HouseRule, inFolder, walk } from './house-rule.ts'

const wrappers = new Map([
  ['ipcMain', 'src-main/ipc.ts'],
  ['ipcRenderer', 'src-preload/ipc.ts'],
])

/** Sender checks and schemas live in one place per side; whoever goes round it goes round them. */
export const ipcWrapper: HouseRule = {
  name: 'ipc only through its wrapper',
  applies: (path) =>
    inFolder(path, 'src-main', 'src-preload', 'src-core', 'src-renderer', 'src-contract', 'src-domain'),
  check(source, report) {
    walk(source, (node) => {
      if (!ts.isIdentifier(node)) return
      const home = wrappers.get(node.text)
      if (home !== undefined && home !== source.fileName) report(node, `${node.text} is used in ${home} only`)
    })
  },
}
