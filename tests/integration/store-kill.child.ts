/** Work to be killed in the middle of: `node store-kill.child.ts FOLDER write|migrate|slots|restore|lock`. Says where it is. */
import { writeSync } from 'node:fs'
import { changePassphrase, openUserSlot } from '../../src-core/crypto/slots.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { lockReplica } from '../../src-core/store/replica-lock.ts'
import { listBackups } from '../../src-core/store/backup.ts'
import { restoreBackup } from '../../src-core/store/restore.ts'
import { cheapKdf, firstSteps, now, user, value } from '../support/store-fixture.ts'
import { batchSize, secondStep } from '../support/store-kill-steps.ts'

const [dir = '', mode = ''] = process.argv.slice(2)
const say = (line: string | number): number => writeSync(1, `${line}\n`)

if (mode === 'lock') {
  value(lockReplica(dir))
  say('locked')
  setInterval(() => undefined, 1000)
} else if (mode === 'slots') {
  for (let n = 0; ; n += 1) {
    const [passphrase, newPassphrase] = n % 2 === 0 ? [user.passphrase, 'other 1'] : ['other 1', user.passphrase]
    value(await changePassphrase({ dir, login: user.login, passphrase, newPassphrase, kdf: cheapKdf }))
    say(n)
  }
} else {
  const { key } = value(await openUserSlot({ dir, ...user }))
  if (mode === 'restore') {
    for (let n = 0; ; n += 1) {
      value(restoreBackup({ dir, key, name: listBackups(dir)[0]?.name ?? '', now }))
      say(n)
    }
  }
  const db = value(openReplica({ dir, key }))
  if (mode === 'write') {
    const insert = db.prepare<[string, string], never>('INSERT INTO person (name, note) VALUES (?, ?)')
    for (let batch = 1; ; batch += 1) {
      db.transaction(() => {
        for (let n = 0; n < batchSize; n += 1) insert.run(`批次${batch}`, '记录'.repeat(100))
      })
      say(batch)
    }
  }
  if (mode === 'migrate') {
    // Called for every row that the step changes: the parent sees that it is under way.
    db.connection.function('progress', { deterministic: false }, (id: number) => {
      if (id % 100 === 0) say(id)
      return id
    })
    value(migrate({ db, migrations: [...firstSteps, secondStep], now }))
    say('done')
    setInterval(() => undefined, 1000)
  }
}
