// Who may import what (docs/architecture.md). scripts/check.ts runs this and asserts that every folder was seen.
const tests = '\\.test\\.tsx?$'
const nodeModules = '(^|/)node_modules/'

/** Node's own modules, with and without the prefix. */
const nodeCore = { dependencyTypes: ['core'] }

module.exports = {
  forbidden: [
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycle',
      comment: 'a cycle of values is initialised in an order that nobody chose; a cycle of types is harmless',
      severity: 'error',
      from: { pathNot: nodeModules },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^(src-|db/|cli/|platform/)', pathNot: tests },
      to: { path: [tests, '^tests/'] },
    },
    {
      name: 'contract-imports-zod-only',
      severity: 'error',
      from: { path: '^src-contract/', pathNot: tests },
      to: { pathNot: ['^src-contract/', `${nodeModules}zod/`] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^src-domain/', pathNot: tests },
      to: { pathNot: ['^src-domain/', '^src-contract/', '^resources/', nodeModules, '^(node:)?crypto$'] },
    },
    {
      name: 'domain-imports-no-io-package',
      severity: 'error',
      from: { path: '^src-domain/', pathNot: tests },
      to: { path: `${nodeModules}(electron|better-sqlite3|kysely|react|fastify|pg)` },
    },
    {
      name: 'updates-are-pure',
      comment:
        'the verifier runs in the app, on the platform and in the release tool: nothing but hashes, certificates and JSON',
      severity: 'error',
      from: { path: '^src-updates/', pathNot: tests },
      to: { pathNot: ['^src-updates/', '^src-domain/', `${nodeModules}node-forge/`, '^(node:)?crypto$'] },
    },
    {
      name: 'network-is-small',
      comment: 'core and shell share it: no Electron, no database, of the contract only what both see',
      severity: 'error',
      from: { path: '^src-network/', pathNot: tests },
      to: { pathNot: ['^src-network/', '^src-contract/shell-network\\.ts$', '^(node:)?(http|https|net|tls|stream)$'] },
    },
    {
      name: 'renderer-knows-the-contract-only',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: tests },
      to: {
        path: [
          '^(src-core|src-main|src-preload|src-network|db|cli|platform|scripts|tests)/',
          `${nodeModules}(electron|better-sqlite3|kysely)`,
        ],
      },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: tests },
      to: nodeCore,
    },
    {
      name: 'core-has-no-electron-and-no-screen',
      severity: 'error',
      from: { path: '^src-core/', pathNot: tests },
      to: { path: ['^(src-renderer|src-main|src-preload|cli|platform|scripts)/', `${nodeModules}(electron|react)`] },
    },
    {
      name: 'no-repo-of-another-feature',
      severity: 'error',
      from: { path: '^src-core/features/([^/]+)/' },
      to: { path: '^src-core/features/[^/]+/.*\\.repo\\.ts$', pathNot: '^src-core/features/$1/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^src-core/.*\\.rules\\.ts$' },
      to: {
        path: ['\\.(repo|service|handlers)\\.ts$', '^src-core/(store|log|rpc)/', '^db/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-have-no-node',
      severity: 'error',
      from: { path: '^src-[a-z]+/.*\\.rules\\.ts$' },
      // A hash says the same everywhere; the random half of crypto is caught by scripts/lint.
      to: { ...nodeCore, pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'db-imports-kysely-only',
      severity: 'error',
      from: { path: '^db/', pathNot: tests },
      to: { pathNot: ['^db/', `${nodeModules}kysely/`] },
    },
    {
      name: 'shell-has-no-domain-and-no-sql',
      severity: 'error',
      from: { path: '^src-(main|preload)/', pathNot: tests },
      to: {
        path: [
          '^(src-core|src-domain|src-renderer|db|cli|platform|scripts)/',
          `${nodeModules}(better-sqlite3|kysely|react)`,
        ],
      },
    },
    {
      name: 'shell-sees-the-shell-contract-only',
      severity: 'error',
      from: { path: '^src-(main|preload)/', pathNot: tests },
      to: { path: '^src-contract/', pathNot: '^src-contract/shell[a-z-]*\\.ts$' },
    },
    {
      name: 'preload-is-small',
      comment: 'zod and Node stay out of the page process: only types come from the contract',
      severity: 'error',
      from: { path: '^src-preload/', pathNot: tests },
      to: { pathNot: ['^src-preload/', `${nodeModules}electron/`], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-has-no-screen',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: ['^(src-renderer|src-main|src-preload)/', `${nodeModules}(electron|react)`] },
    },
    {
      name: 'platform-shares-contract-and-domain',
      severity: 'error',
      from: { path: '^platform/', pathNot: tests },
      to: { path: '^(src-core|src-main|src-preload|src-renderer|db|cli)/' },
    },
  ],
  options: {
    doNotFollow: { path: nodeModules },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
}
