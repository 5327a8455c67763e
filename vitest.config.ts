import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Slow parts run one after the other: they share two cores with what they measure. */
const sequential = { fileParallelism: false, maxWorkers: 1 }

/** Vitest leaves one processor free, which on two is half of them. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            ...['src-*/**/*.test.{ts,tsx}', 'db/**/*.test.ts', 'scripts/**/*.test.ts'],
            ...['cli/**/*.test.ts', 'demo/**/*.test.ts', 'resources/**/*.test.ts'],
          ],
          environment: 'node',
          setupFiles: ['tests/support/seed.setup.ts'],
          testTimeout: 20_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts', 'tests/support/**/*.test.ts', 'tests/fixtures/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'fault',
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Half of them wait for processes that they kill and start; those that count by time count what they come to.
          maxWorkers: 2,
        },
      },
      {
        // Needs makensis and Wine: by command only (docs/runbook/packages.md), never a stage of `npm test`.
        test: {
          name: 'windows',
          include: ['tests/windows/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...sequential,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.test.ts'],
          globalSetup: ['tests/e2e/support/demo-room.setup.ts'],
          setupFiles: ['tests/e2e/support/failure-report.setup.ts'],
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A window mostly waits, and every file has a display and a station of its own.
          maxWorkers: 2,
        },
      },
    ],
  },
})
