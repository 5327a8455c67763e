import ts from 'typescript'
import { type HouseRule, inFolder, isTest, walk } from './house-rule.ts'

/** What is printed escapes the log's list of allowed fields. Tools talk to a person at a terminal; the app does not. */
export const noConsole: HouseRule = {
  name: 'no console in the app',
  applies: (path) =>
    inFolder(
      path,
      'src-contract',
      'src-core',
      'src-domain',
      'src-main',
      'src-preload',
      'src-renderer',
      'src-network',
      'src-updates',
      'db',
    ) && !isTest(path),
  check(source, report) {
    walk(source, (node) => {
      if (ts.isPropertyAccessExpression(node) && node.expression.getText(source) === 'console')
        report(node, `console.${node.name.text} in the app: use the log`)
    })
  },
}
