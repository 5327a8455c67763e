/** Puts the newest backup back again and again, to be killed in the middle of it: `node own-backup.child.ts FOLDER KEY`. */
import { writeSync } from 'node:fs'
import { markRestored } from '../../src-core/features/sync/own-backup.acts.ts'
import { listBackups } from '../../src-core/store/backup.ts'
import { restoreBackup } from '../../src-core/store/restore.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { keyFrom } from './import-kill.key.ts'

const [dir = '', key = ''] = process.argv.slice(2)
for (let n = 0; ; n += 1) {
  const now = new Date().toISOString()
  const restored = restoreBackup({
    dir,
    key: keyFrom(key),
    name: listBackups(dir)[0]?.name ?? '',
    now,
    prepare: (db) => db.transaction((tx) => markRestored(tx, uuidv7(Date.now()))),
  })
  if (!restored.ok) throw new Error(restored.error.code)
  writeSync(1, `${n}\n`)
}
