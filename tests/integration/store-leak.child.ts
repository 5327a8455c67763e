/** A replica used hard in a process of its own: `node store-leak.child.ts FOLDER kill|close|sort|sort-on-disk CANARY…` */
import { readdirSync, readlinkSync, writeSync } from 'node:fs'
import { openLog } from '../../src-core/log/log.ts'
import { runBackup } from '../../src-core/store/backup-run.ts'
import { newReplica, now, value } from '../support/store-fixture.ts'

const [dir = '', mode = '', ...canaries] = process.argv.slice(2)
const { db, key } = await newReplica({ dir })
const log = openLog({ dir: `${dir}/logs`, name: 'core' })
const insert = db.prepare<[string, string], never>('INSERT INTO person (name, note) VALUES (?, ?)')
const index = db.prepare<[number, string], never>('INSERT INTO person_search (rowid, name) VALUES (?, ?)')

db.transaction(() => {
  for (let n = 0; n < 20_000; n += 1) {
    const text = canaries.join(' ').repeat(8)
    const { lastInsertRowid } = insert.run(`${canaries[n % canaries.length]}${n}`, text)
    if (n % 100 === 0) index.run(Number(lastInsertRowid), text)
  }
})

if (mode === 'sort' || mode === 'sort-on-disk') {
  if (mode === 'sort-on-disk') db.connection.pragma('temp_store = 1')
  db.connection.pragma('cache_size = -1024')
  const sorted = db.prepare<[], unknown>('SELECT note, name FROM person ORDER BY note || name DESC').iterate()
  sorted.next()
  writeSync(1, JSON.stringify(openTemporaryFiles()))
  process.exit(0)
}

db.exec('UPDATE person SET note = note || name WHERE id % 2 = 0')
db.exec('DELETE FROM person WHERE id % 5 = 0')
try {
  insert.run(canaries[0] ?? '', null as never)
} catch (error) {
  log.error('insert-failed', { error })
}
value(await runBackup({ dir, key, now, reason: 'asked' }))
db.exec('BEGIN IMMEDIATE')
db.exec(`UPDATE person SET name = name || note`)
if (mode === 'kill') process.kill(process.pid, 'SIGKILL')
db.exec('COMMIT')
db.close()

/** SQLite deletes its temporary files as soon as they are open, so the folder never shows them; the process does (Linux). */
function openTemporaryFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return target.includes('etilqs') ? [target] : []
    } catch {
      return []
    }
  })
}
