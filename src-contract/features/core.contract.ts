import { z } from 'zod'
import { method } from '../method.ts'
import { everyRole } from '../roles.ts'
import { SyncStatus } from './sync.contract.ts'

const Word = z.string().max(120)
const App = z.object({ version: Word, runtime: Word, platform: Word, runtimeKind: Word }).strict()
const LogLine = z.record(z.string(), z.unknown())

export const DiagnosticReport = z.object({
  made: z.string(),
  app: App,
  /** The last step of the database that this replica has. */
  database: z.object({ step: z.number().int() }),
  sync: SyncStatus.omit({ tellAt: true }),
  /** The newest first. */
  updates: z.array(
    z.object({
      at: z.string(),
      what: z.string(),
      code: z.string().nullable(),
      seq: z.number().nullable(),
      version: z.string().nullable(),
    }),
  ),
  /** Bytes. */
  disk: z.object({
    free: z.number(),
    total: z.number(),
    replica: z.number(),
    backups: z.number().int(),
    /** Until it is full, as the backups grew; null when that cannot be said. */
    daysLeft: z.number().int().nullable(),
  }),
  clock: z.object({
    now: z.string(),
    zone: z.string(),
    offsetMinutes: z.number(),
    aheadOfPlatformMs: z.number().nullable(),
  }),
  logs: z.object({ core: z.array(LogLine), shell: z.array(LogLine) }),
})

/** The core process itself: is it there, is the replica whole. */
export const coreContract = {
  ping: method({
    input: z.object({ payload: z.string().max(1_000_000).optional() }).strict(),
    output: z.object({ payload: z.string().optional() }),
    errors: [],
    roles: ['anyone'],
  }),
  /** Full integrity check: every table read to its end, indexes, foreign keys, full-text index, audit chain. */
  check: method({
    input: z.object({}).strict(),
    output: z.object({
      ok: z.boolean(),
      tables: z.array(z.object({ table: z.string(), rows: z.number().int() })),
      problems: z.array(z.object({ where: z.string(), what: z.string() })),
      auditRows: z.number().int(),
    }),
    errors: ['store/damaged'],
    roles: everyRole,
  }),
  /** What IT sends to whoever helps: versions, counts, codes, sizes, clocks, the end of the logs. Nothing about anybody. */
  diagnostics: method({
    input: z.object({ app: App }).strict(),
    output: z.object({ report: DiagnosticReport, fileName: z.string() }),
    errors: [],
    roles: ['it'],
  }),
} as const
