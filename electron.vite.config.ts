import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import mantine from 'postcss-preset-mantine'
import type { Plugin } from 'vite'

const root = import.meta.dirname
/** Stays outside the bundles: native code, Electron itself, and the updater, which reads files beside its own. */
const external = ['electron', 'better-sqlite3', '@node-rs/argon2', 'electron-updater']

/**
 * Every worker becomes out/main/NAME.worker.js, and shared chunks lie in the same folder, so that
 * `new URL('./NAME.worker.js', import.meta.url)` is right wherever the bundler puts the code that says it.
 */
function mainInputs(): Record<string, string> {
  const core = join(root, 'src-core/entry.ts')
  const workers = globSync('src-core/**/*.worker.ts', { cwd: root }).map((file) => [
    basename(file, '.ts'),
    join(root, file),
  ])
  return {
    main: join(root, 'src-main/main.ts'),
    ...(existsSync(core) ? { core } : {}),
    ...Object.fromEntries(workers),
  }
}

/** What a bundled package reads from beside its own code at run time: the picture decoder's WebAssembly. */
const besideTheCode = ['@silvia-odwyer/photon-node/photon_rs_bg.wasm']

const filesBesideTheCode: Plugin = {
  name: 'files-beside-the-code',
  generateBundle() {
    for (const file of besideTheCode) {
      const source = readFileSync(join(root, 'node_modules', file))
      this.emitFile({ type: 'asset', fileName: basename(file), source })
    }
  },
}

export default defineConfig({
  main: {
    plugins: [filesBesideTheCode],
    build: {
      outDir: 'out/main',
      target: 'node20.18',
      externalizeDeps: false,
      rolldownOptions: {
        input: mainInputs(),
        external: external.flatMap((name) => [name, new RegExp(`^${name}/`)]),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: join(root, 'src-preload/preload.ts') },
        // A sandboxed preload must be CommonJS, and in one file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  ...(['index.html', 'main.tsx'].every((name) => existsSync(join(root, 'src-renderer', name)))
    ? {
        renderer: {
          root: 'src-renderer',
          base: './',
          plugins: [react()],
          css: { postcss: { plugins: [mantine()] } },
          // Filled in with a fresh value at every load by src-main/app-protocol.ts.
          html: { cspNonce: '__CSP_NONCE__' },
          build: {
            outDir: 'out/renderer',
            target: 'chrome130',
            // Less to parse before the log-in form is there.
            minify: true,
            // Fonts as data: URLs are not in the content security policy.
            assetsInlineLimit: 0,
            rolldownOptions: { input: join(root, 'src-renderer/index.html') },
          },
        },
      }
    : {}),
})
