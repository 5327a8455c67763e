import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import type { BookId } from '../../src-contract/books.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import type { Role } from '../../src-contract/roles.ts'
import { bookSamples } from './book-samples.ts'
import type { TestPlatform } from './platform.ts'
import { openTestStation, orThrow, type StationOptions, type TestStation } from './station.ts'

/** A PC of a station, with its own replica, as people and IT use it. */
export type SyncPc = TestStation & {
  must<N extends MethodName>(role: Role, method: N, input: InputOf<N>): Promise<OutputOf<N>>
  /** Files a sample entry of the book and answers with it. */
  file(book: string, more?: Record<string, string>): Promise<OutputOf<'ledger.file'>>
  /** Corrects an entry as it stands on this PC. */
  correct(entryId: EntryId, change: Record<string, string>): Promise<void>
  enrol(platform: TestPlatform, url?: string, again?: boolean): Promise<void>
}

export async function openSyncPc(options: StationOptions = {}): Promise<SyncPc> {
  const station = await openTestStation(options)
  // Asked once: each change of the account that is logged in costs an Argon2.
  let staff: OutputOf<'accounts.list'>['accounts'] | undefined
  const pc: SyncPc = Object.assign(station, {
    must: async <N extends MethodName>(role: Role, method: N, input: InputOf<N>) =>
      orThrow(await station.as(role, method, input)),
    file: async (book: string, more: Record<string, string> = {}) => {
      const accounts = (staff ??= orThrow(await station.as('chief', 'accounts.list', {})).accounts)
      const officer = accounts.find((one) => one.role === 'officer')
      if (officer === undefined) throw new Error('no officer')
      const beat = officer.beats[0] ?? ''
      const another = accounts.find((one) => one.role === 'clerk') ?? officer
      const today = station.core.gate.now().slice(0, 10)
      const fields = bookSamples({ officer: officer.accountId, another: another.accountId, today })[book]?.fields
      if (fields === undefined) throw new Error(`no sample of ${book}`)
      const opened = orThrow(await station.as('clerk', 'ledger.openDraft', { book: book as BookId }))
      const saved = orThrow(
        await station.as('clerk', 'ledger.saveDraft', {
          draftId: opened.draftId,
          revision: opened.revision,
          fields: { ...fields, beat, ...more },
        }),
      )
      const accepted = saved.problems
        .filter((one) => one.severity === 'warning')
        .map(({ field, code }) => ({ field, code, reason: '核实无误' }))
      return orThrow(await station.as('clerk', 'ledger.file', { draftId: opened.draftId, accepted }))
    },
    correct: async (entryId: EntryId, change: Record<string, string>) => {
      const { version, fields } = orThrow(await station.as('clerk', 'ledger.read', { entryId }))
      const corrected = { ...fields, ...change }
      orThrow(
        await station.as('clerk', 'ledger.correct', {
          entryId,
          version,
          fields: corrected,
          reason: '更正',
          accepted: [],
        }),
      )
    },
    enrol: async (platform: TestPlatform, url = platform.url, again = false) => {
      await station.logIn('it')
      const code = await platform.newCode(station.core.gate.session?.session.station.id)
      orThrow(await station.as('it', 'sync.enrol', { url, code, deviceName: '测试机', again }))
    },
  })
  return pc
}
