import ts from 'typescript'
import { type HouseRule, inFolder, isTest, walk } from './house-rule.ts'

/** Calls whose result depends on when or where they run. */
const impure = new Set([
  ...['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues'],
  ...['randomUUID', 'randomBytes', 'randomInt', 'process.hrtime', 'setTimeout', 'setInterval', 'fetch'],
])

/** A rule says the same today and tomorrow: the clock and chance are passed in. */
export const pureRules: HouseRule = {
  name: 'rules have no clock and no chance',
  applies: (path) => (path.endsWith('.rules.ts') || inFolder(path, 'src-domain')) && !isTest(path),
  check(source, report) {
    walk(source, (node) => {
      if (ts.isCallExpression(node) && impure.has(node.expression.getText(source)))
        report(node, `${node.expression.getText(source)}() in a pure file: pass the value in`)
      const readsClock = ts.isCallExpression(node) || (ts.isNewExpression(node) && (node.arguments?.length ?? 0) === 0)
      if (readsClock && ts.isIdentifier(node.expression) && node.expression.text === 'Date')
        report(node, 'the current date in a pure file: pass it in')
      if (ts.isPropertyAccessExpression(node) && node.getText(source) === 'process.env')
        report(node, 'process.env in a pure file: pass the value in')
    })
  },
}
