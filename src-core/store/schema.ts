import type { ReadDb } from './sql.ts'

/** The shape of a database, as committed in db/schema-snapshot.json. */
export type SchemaDescription = {
  readonly version: number
  readonly tables: Readonly<Record<string, TableDescription>>
  readonly views: Readonly<Record<string, string>>
  readonly triggers: Readonly<Record<string, string>>
}

export type TableDescription = {
  readonly kind: 'table' | 'fts5' | 'virtual'
  /** Column name -> 'TEXT NOT NULL DEFAULT x PRIMARY KEY(1)'. */
  readonly columns: Readonly<Record<string, string>>
  /** Index name -> its statement; automatic ones are described by their columns. */
  readonly indexes: Readonly<Record<string, string>>
  /** 'column -> table(column) ON DELETE action' */
  readonly references: readonly string[]
  /** Checks and options stand only in the statement itself. */
  readonly sql: string
}

/** Names that had a meaning once. Old clients still send them, so they never get another. */
export type RetiredNames = {
  readonly tables: readonly string[]
  /** 'table.column' */
  readonly columns: readonly string[]
}

type Master = { type: string; name: string; tbl_name: string; sql: string | null }
type Column = { name: string; type: string; notnull: number; dflt_value: string | null; pk: number; hidden: number }

/** Reads the schema from the database itself, sorted by name; shadow tables of search indexes are left out. */
export function describeSchema(db: ReadDb): SchemaDescription {
  const master = db.prepare<[], Master>('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all()
  const virtual = master.filter((row) => isVirtual(row)).map((row) => row.name)
  const isShadow = (name: string): boolean =>
    virtual.some((parent) => name.startsWith(`${parent}_`) && isShadowOf(name, parent))
  const own = master.filter((row) => !row.name.startsWith('sqlite_') && !isShadow(row.tbl_name))
  const tables: Record<string, TableDescription> = {}
  for (const row of own.filter(({ type }) => type === 'table')) tables[row.name] = describeTable(db, row, own)
  return {
    version: db.prepare<[], { user_version: number }>('PRAGMA user_version').one()?.user_version ?? 0,
    tables,
    views: statements(own, 'view'),
    triggers: statements(own, 'trigger'),
  }
}

/**
 * What is wrong with the schema, one sentence each; empty when the committed snapshot is up to date and no retired name is used.
 */
export function schemaProblems(
  actual: SchemaDescription,
  snapshot: SchemaDescription,
  retired: RetiredNames,
): readonly string[] {
  const problems: string[] = []
  for (const name of namesOf(actual)) {
    if (isRetired(name, retired)) problems.push(`${name} is retired and must not be used again`)
  }
  for (const name of removedNames(actual, snapshot)) {
    if (!isRetired(name, retired)) problems.push(`${name} was removed but is not listed in retired-names.json`)
  }
  if (JSON.stringify(actual) !== JSON.stringify(snapshot)) {
    problems.push('schema-snapshot.json is out of date: run scripts/schema-snapshot.ts and read the difference')
  }
  return problems
}

/** Tables and columns ('table.column') of the snapshot that are not there any more. */
export function removedNames(actual: SchemaDescription, snapshot: SchemaDescription): readonly string[] {
  const present = new Set(namesOf(actual))
  return namesOf(snapshot).filter((name) => !present.has(name))
}

function namesOf(schema: SchemaDescription): string[] {
  return Object.entries(schema.tables).flatMap(([table, { columns }]) => [
    table,
    ...Object.keys(columns).map((column) => `${table}.${column}`),
  ])
}

function isRetired(name: string, retired: RetiredNames): boolean {
  return name.includes('.') ? retired.columns.includes(name) : retired.tables.includes(name)
}

function describeTable(db: ReadDb, table: Master, all: readonly Master[]): TableDescription {
  const columns = db.prepare<[string], Column>('SELECT * FROM pragma_table_xinfo(?)').all(table.name)
  type Reference = { from: string; table: string; to: string | null; on_delete: string }
  const references = db
    .prepare<[string], Reference>('SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?)')
    .all(table.name)
  return {
    kind: !isVirtual(table) ? 'table' : /using\s+fts5/i.test(table.sql ?? '') ? 'fts5' : 'virtual',
    columns: Object.fromEntries(
      columns.filter(({ hidden }) => hidden !== 1).map((column) => [column.name, describeColumn(column)]),
    ),
    indexes: statements(
      all.filter((row) => row.tbl_name === table.name),
      'index',
    ),
    references: references
      .map((ref) => `${ref.from} -> ${ref.table}(${ref.to ?? ''}) ON DELETE ${ref.on_delete}`)
      .sort(),
    sql: oneLine(table.sql),
  }
}

function describeColumn({ type, notnull, dflt_value, pk, hidden }: Column): string {
  const parts = [
    type,
    notnull ? 'NOT NULL' : '',
    dflt_value === null ? '' : `DEFAULT ${dflt_value}`,
    pk ? `PRIMARY KEY(${pk})` : '',
    hidden >= 2 ? 'GENERATED' : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function statements(rows: readonly Master[], type: string): Record<string, string> {
  return Object.fromEntries(
    rows.filter((row) => row.type === type && row.sql !== null).map((row) => [row.name, oneLine(row.sql)]),
  )
}

function isVirtual(row: Master): boolean {
  return /^create\s+virtual\s+table/i.test(row.sql ?? '')
}

function isShadowOf(name: string, parent: string): boolean {
  return ['data', 'idx', 'content', 'docsize', 'config', 'node', 'parent', 'rowid'].includes(
    name.slice(parent.length + 1),
  )
}

function oneLine(sql: string | null): string {
  return (sql ?? '')
    .replace(/--[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
