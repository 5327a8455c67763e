import ts from 'typescript'
import { type HouseRule, inFolder, isTest, walk } from './house-rule.ts'

const dangerous = new Map([
  ['sandbox', ts.SyntaxKind.FalseKeyword],
  ['contextIsolation', ts.SyntaxKind.FalseKeyword],
  ['webSecurity', ts.SyntaxKind.FalseKeyword],
  ['nodeIntegration', ts.SyntaxKind.TrueKeyword],
  ['nodeIntegrationInWorker', ts.SyntaxKind.TrueKeyword],
  ['nodeIntegrationInSubFrames', ts.SyntaxKind.TrueKeyword],
  ['webviewTag', ts.SyntaxKind.TrueKeyword],
  ['allowRunningInsecureContent', ts.SyntaxKind.TrueKeyword],
  ['experimentalFeatures', ts.SyntaxKind.TrueKeyword],
])

/** A window's settings are written out where it is made, so that a reader sees all of them; none weakens the page's walls. */
export const windowSettings: HouseRule = {
  name: 'window settings are written out and strict',
  applies: (path) => inFolder(path, 'src-main') && !isTest(path),
  check(source, report) {
    walk(source, (node) => {
      if (!ts.isPropertyAssignment(node) || node.name.getText(source) !== 'webPreferences') return
      if (!ts.isObjectLiteralExpression(node.initializer))
        return report(node, 'webPreferences must be an object literal')
      for (const property of node.initializer.properties) {
        if (ts.isSpreadAssignment(property)) report(property, 'nothing is spread into webPreferences')
        if (
          ts.isPropertyAssignment(property) &&
          dangerous.get(property.name.getText(source)) === property.initializer.kind
        )
          report(property, `${property.getText(source)} opens the page`)
      }
    })
  },
}
