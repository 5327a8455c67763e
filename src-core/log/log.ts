import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type LogLevel = 'info' | 'warn' | 'error'

/** Everything that may stand in a log. A field that is not here, or whose value does not look as stated, is left out. */
export type LogFields = {
  /** Error code: 'store/damaged', 'SQLITE_FULL', 'ENOSPC'. */
  readonly code?: string
  readonly traceId?: string
  /** 'lookup.search' */
  readonly method?: string
  readonly ms?: number
  readonly count?: number
  readonly bytes?: number
  readonly version?: number
  readonly pid?: number
  readonly exitCode?: number
  /** Statement with placeholders; literals are blanked. */
  readonly sql?: string
  /** An error's class and stack frames. Its message stays out: it may quote what was typed. */
  readonly error?: unknown
  /** A stack as text; only its frames are written, for the same reason. */
  readonly stack?: string
}

export type Log = {
  readonly info: (event: string, fields?: LogFields) => void
  readonly warn: (event: string, fields?: LogFields) => void
  readonly error: (event: string, fields?: LogFields) => void
}

export type LogOptions = {
  readonly dir: string
  /** File name without extension: 'core', 'main'. */
  readonly name: string
  readonly maxBytes?: number
  /** Older files kept besides the current one. */
  readonly keep?: number
  readonly now?: () => Date
}

const number = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const text = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && value.length <= 80 && pattern.test(value)

const allowed: Readonly<Record<Exclude<keyof LogFields, 'sql' | 'error' | 'stack'>, (value: unknown) => boolean>> = {
  code: text(/^([a-z]+(\/[a-z-]+)?|SQLITE_[A-Z_]+|E[A-Z0-9_]+)$/),
  traceId: text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  method: text(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/),
  ms: number,
  count: number,
  bytes: number,
  version: number,
  pid: number,
  exitCode: number,
}

const eventPattern = /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/

/** JSON lines, rotated by size. Writing never throws: a full disk must not stop the work that is being logged. */
export function openLog(options: LogOptions): Log {
  const file = join(options.dir, `${options.name}.log`)
  const maxBytes = options.maxBytes ?? 1024 * 1024
  const now = options.now ?? (() => new Date())
  let size = startSize(options.dir, file)
  const write = (level: LogLevel, event: string, fields: LogFields = {}): void => {
    const line = `${JSON.stringify({ at: now().toISOString(), level, ...clean(event, fields) })}\n`
    try {
      if (size + line.length > maxBytes && size > 0) {
        rotate(file, options.keep ?? 5)
        size = 0
      }
      appendFileSync(file, line, { mode: 0o600 })
      size += line.length
    } catch {
      // Nowhere left to say it.
    }
  }
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
  }
}

/** Where there is no folder to write to, and in tests. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The fields that may be written, with everything else dropped. */
export function clean(event: string, fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = { event: eventPattern.test(event) && event.length <= 60 ? event : 'unnamed' }
  for (const [name, isAllowed] of Object.entries(allowed)) {
    const value = fields[name as keyof typeof allowed]
    if (value !== undefined && isAllowed(value)) kept[name] = value
  }
  if (typeof fields.sql === 'string') kept['sql'] = blankLiterals(fields.sql)
  if (fields.error instanceof Error) {
    const { name, code } = errorClass(fields.error)
    kept['error'] = name
    if (code !== undefined && kept['code'] === undefined && allowed.code(code)) kept['code'] = code
    kept['frames'] = frames(fields.error.stack ?? '')
  } else if (typeof fields.stack === 'string') {
    kept['frames'] = frames(fields.stack)
  }
  return kept
}

/** A literal in a statement may be a value that someone forgot to bind; after an odd quote the rest goes too. */
function blankLiterals(sql: string): string {
  const blanked = sql
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/'.*$/s, '?')
    .replace(/\b\d{4,}\b/g, '?')
  return blanked.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500)
}

function errorClass(error: Error): { name: string; code: string | undefined } {
  const name = /^[A-Z][A-Za-z]{0,40}$/.test(error.name) ? error.name : 'Error'
  return { name, code: 'code' in error && typeof error.code === 'string' ? error.code : undefined }
}

/** 'file.ts:12:3', without folders: those carry the user's name. */
function frames(stack: string): string[] {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const short = lines.map((line) => /([A-Za-z0-9_.$-]+\.(?:ts|js|mjs|cjs|tsx):\d+:\d+)\)?$/.exec(line)?.[1])
  return short.filter((frame) => frame !== undefined).slice(0, 12)
}

function startSize(dir: string, file: string): number {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    return existsSync(file) ? statSync(file).size : 0
  } catch {
    return 0
  }
}

function rotate(file: string, keep: number): void {
  rmSync(`${file}.${keep}`, { force: true })
  for (let n = keep - 1; n >= 1; n -= 1) if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`)
  renameSync(file, `${file}.1`)
}
