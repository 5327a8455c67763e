import ts from 'typescript'
import { type HouseRule, inFolder, isTest, walk } from './house-rule.ts'

/** Node's own modules and names that came after 20.18, by the module that they are imported from. */
const newer: Readonly<Record<string, readonly string[] | 'all'>> = {
  sqlite: 'all',
  fs: ['glob', 'globSync', 'mkdtempDisposableSync', 'Utf8Stream'],
  'fs/promises': ['glob', 'mkdtempDisposable'],
  crypto: ['argon2', 'argon2Sync', 'encapsulate', 'decapsulate'],
  zlib: [
    ...['zstdCompress', 'zstdCompressSync', 'zstdDecompress', 'zstdDecompressSync'],
    ...['createZstdCompress', 'createZstdDecompress', 'ZstdCompress', 'ZstdDecompress'],
  ],
  module: ['registerHooks', 'stripTypeScriptTypes', 'enableCompileCache', 'findPackageJSON', 'flushCompileCache'],
  util: ['diff', 'getCallSites', 'setTraceSigInt'],
  worker_threads: ['postMessageToThread', 'locks', 'isInternalThread'],
  v8: ['isStringOneByteRepresentation', 'startCpuProfile'],
  url: ['URLPattern', 'fileURLToPathBuffer'],
}

/** Globals and members of built-in objects that Node 20.18 does not have. */
const newerGlobals = new Set(['WebSocket', 'EventSource', 'localStorage', 'sessionStorage', 'Temporal', 'URLPattern'])
const newerMembers = new Set([
  ...['Array.fromAsync', 'Promise.try', 'RegExp.escape', 'Iterator.from', 'Iterator.concat', 'Error.isError'],
  ...['Math.sumPrecise', 'Math.f16round', 'Uint8Array.fromBase64', 'Uint8Array.fromHex', 'import.meta.main'],
  ...['crypto.argon2', 'crypto.argon2Sync', 'fs.globSync', 'fs.glob', 'process.execve', 'Atomics.waitAsync'],
  ...['Atomics.pause'],
])
/** Methods with a name that nothing else has. */
const newerMethods = new Set([
  ...['symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom', 'getOrInsert', 'getOrInsertComputed'],
  ...['toBase64', 'toHex', 'setFromBase64', 'setFromHex'],
])

/**
 * Core runs on Electron's Node, which for development can be 20.18, and is unit-tested on 24: what only the newer one has passes
 * there and dies in the window. (Newer ECMAScript is held back by `lib` in tsconfig.json.)
 */
export const node20Api: HouseRule = {
  name: 'only Node 20 in what runs in the app',
  applies: (path) =>
    inFolder(
      path,
      'src-core',
      'src-domain',
      'src-contract',
      'src-main',
      'src-preload',
      'src-network',
      'src-updates',
      'db',
    ) && !isTest(path),
  check(source, report) {
    walk(source, (node) => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) checkImport(node, report)
      if (ts.isPropertyAccessExpression(node)) {
        const text = node.getText(source)
        if (newerMembers.has(text)) report(node, `${text} is newer than Node 20`)
        else if (
          newerMethods.has(node.name.text) &&
          ts.isCallExpression(node.parent) &&
          node.parent.expression === node
        )
          report(node, `.${node.name.text}() is newer than Node 20`)
      }
      if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && newerGlobals.has(node.expression.text))
        report(node, `the global ${node.expression.text} is newer than Node 20`)
    })
  },
}

function checkImport(node: ts.ImportDeclaration, report: (node: ts.Node, message: string) => void): void {
  const name = (node.moduleSpecifier as ts.StringLiteral).text
  if (!name.startsWith('node:')) return
  const list = newer[name.slice('node:'.length)]
  if (list === undefined) return
  if (list === 'all') return report(node, `${name} is newer than Node 20`)
  const bindings = node.importClause?.namedBindings
  if (!bindings || !ts.isNamedImports(bindings)) return
  for (const each of bindings.elements) {
    const imported = (each.propertyName ?? each.name).text
    if (list.includes(imported)) report(each, `${imported} of ${name} is newer than Node 20`)
  }
}
