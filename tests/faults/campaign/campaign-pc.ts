import type { BookId } from '../../../src-contract/books.ts'
import type { InputOf, MethodName, ResultOf } from '../../../src-contract/contract.ts'
import type { Result } from '../../../src-contract/errors.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { staff, staffNumberOf, type Who } from '../../support/test-context.ts'
import { importFile } from './import-act.ts'
import type { Clock } from '../../../src-core/clock.ts'
import type { ReplicaKey } from '../../../src-core/crypto/replica-key.ts'
import { verifyChain } from '../../../src-core/features/audit/audit.service.ts'
import { syncHandlers } from '../../../src-core/features/sync/sync.handlers.ts'
import { statusOf } from '../../../src-core/features/sync/status.service.ts'
import { number } from '../../../src-core/features/sync/gather.service.ts'
import type { RunOutcome, RunParts, RunProblem } from '../../../src-core/features/sync/run-parts.ts'
import { runOnce } from '../../../src-core/features/sync/run.service.ts'
import { distributionHandlers } from '../../../src-core/features/distribution/distribution.handlers.ts'
import { ledgerHandlers } from '../../../src-core/features/ledger/ledger.handlers.ts'
import type { Log } from '../../../src-core/log/log.ts'
import type { OpenSession } from '../../../src-core/open-session.ts'
import { Dispatcher } from '../../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../../src-core/rpc/file-shelf.ts'
import { named } from '../../../src-core/rpc/handler.ts'
import type { Db } from '../../../src-core/store/sql.ts'
import { instantOf, systemClock } from '../../../src-core/clock.ts'
import { bookSamples } from '../../support/book-samples.ts'
import { waitingFor } from '../../../src-core/features/sync/standing.queries.ts'

const L08 = 'L08' as BookId

/** What a person does at a PC. `nth` picks an entry, a conflict, … of those that there are. `token` is a value that occurs nowhere else. */
export type Act =
  | { readonly kind: 'file'; readonly token: string }
  | {
      readonly kind: 'correct'
      readonly nth: number
      readonly field: 'object' | 'signboard' | 'description'
      readonly token: string
    }
  | { readonly kind: 'helper'; readonly nth: number; readonly who: Who; readonly token: string }
  | { readonly kind: 'void'; readonly nth: number; readonly token: string }
  | { readonly kind: 'decide'; readonly approve: boolean; readonly token: string }
  | { readonly kind: 'settle'; readonly choice: 'mine' | 'theirs'; readonly token: string }
  | { readonly kind: 'answer'; readonly answer: 'again' | 'give-up' }
  /** One of the steps that the state of the entry allows. */
  | { readonly kind: 'step'; readonly nth: number; readonly token: string }
  /** The last act of the clerk is taken back. */
  | { readonly kind: 'undo' }
  /** What goes to the systems: an import file, or what became of one of its records; `token` is the receipt or the reason. */
  | { readonly kind: 'share'; readonly what: 'export' | 'confirm' | 'refuse' | 'again'; readonly token: string }
  /** A system's file, with one record that nobody else has. */
  | { readonly kind: 'import'; readonly first: number; readonly seconds: number; readonly token: string }
  /** A change that the platform will never take, in the middle of the outbox. */
  | { readonly kind: 'poison'; readonly token: string }

/** Acts that say nothing of their own. */
export const isWordless = (what: 'export' | 'confirm' | 'refuse' | 'again'): boolean =>
  what === 'export' || what === 'again'

export type PcParts = {
  readonly db: Db
  /** Of the replica; only what goes on in a thread of its own asks for it. */
  readonly key?: ReplicaKey
  readonly clock: Clock & { ms: number }
  readonly calls: RunParts['platform']
  readonly manyFrom?: number
  /** Whose PC it is, once it is enrolled; S01 unless said. */
  readonly station?: () => string
  newId(): string
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Log

const idle = {
  state: { running: false, problem: null, draftsLocked: false },
  runAnew: () => Promise.reject(new Error()),
  unlockDrafts: () => Promise.resolve(false),
  carry: () => Promise.reject(new Error()),
  wake: () => undefined,
  networkBack: () => undefined,
  reconnect: () => undefined,
  way: () => null,
  appVersion: '0.0.0',
  unsentContents: { all: () => [], read: () => undefined },
}
const handlers = new Map([
  ...named('ledger', ledgerHandlers),
  ...named('sync', syncHandlers(idle, systemClock)),
  ...named('distribution', distributionHandlers),
])

/** A PC of the station without its window: the ledger and the sync as core runs them, on any open replica. */
export class CampaignPc {
  readonly db: Db
  readonly clock: PcParts['clock']
  readonly #parts: PcParts
  readonly #dispatchers = new Map<Who, Dispatcher>()
  problem: RunProblem | null = null
  #session: OpenSession | undefined
  /** What the clerk can take back, as the window has it. */
  #undoable: string | null = null

  constructor(parts: PcParts) {
    this.db = parts.db
    this.clock = parts.clock
    this.#parts = parts
  }

  /** @returns whether it was acknowledged; then it must never be lost */
  async act(act: Act): Promise<boolean> {
    this.clock.ms += 1000
    switch (act.kind) {
      case 'file':
        return this.#file(act.token)
      case 'correct':
        return this.#correct(act.nth, { [act.field]: act.token }, act.token)
      case 'helper':
        return this.#helper(act.nth, act.who, act.token)
      case 'void':
        return this.#void(act.nth, act.token)
      case 'decide':
        return this.#decide(act.approve, act.token)
      case 'settle':
        return this.#settle(act.choice, act.token)
      case 'answer':
        return this.#answer(act.answer)
      case 'import':
        return this.#import(act)
      case 'poison':
        return this.#poison(act.token)
      case 'step':
        return this.#step(act.nth, act.token)
      case 'undo':
        return this.#undo()
      case 'share':
        return this.#share(act.what, act.token)
    }
  }

  /** The same one every time: who exchanges in the background ends when it changes. */
  session(): OpenSession {
    this.#session ??= this.#open('clerk')
    return this.#session
  }

  async run(): Promise<RunOutcome> {
    this.clock.ms += 10
    const outcome = await runOnce({
      open: this.session(),
      platform: this.#parts.calls,
      ...(this.#parts.manyFrom === undefined ? {} : { manyFrom: this.#parts.manyFrom }),
      clock: this.clock,
      log: silent,
      appVersion: '0.0.0',
      isOpen: () => true,
      newId: this.#parts.newId,
      hasContent: () => false,
      changed: () => undefined,
    })
    this.problem = outcome.ok ? null : outcome.problem
    return outcome
  }

  status() {
    return statusOf(this.db, { running: false, draftsLocked: false, problem: this.problem })
  }

  waiting() {
    return waitingFor(this.db)
  }

  /** Whether somebody has to decide on a conflict, or to answer a refusal. */
  asked(): { readonly conflicts: boolean; readonly rejected: boolean } {
    return {
      conflicts: this.#has(`sync_conflicts WHERE state = 'open'`),
      rejected: this.#has(`sync_rejected WHERE state = 'open'`),
    }
  }

  waitsForDecision(): boolean {
    return this.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM reviews WHERE status = 'open'`).one()?.n !== 0
  }

  auditProblem(): string | null {
    return verifyChain(this.db).problem?.kind ?? null
  }

  entryIds(): EntryId[] {
    return this.db
      .prepare<[], { id: EntryId }>(`SELECT entry_id AS id FROM entries WHERE book = 'L08' ORDER BY entry_id`)
      .all()
      .map(({ id }) => id)
  }

  async #file(token: string): Promise<boolean> {
    const [officer, another, today] = [staff.officer.accountId, staff.otherOfficer.accountId, '2026-03-05']
    const fields = { ...bookSamples({ officer, another, today })['L08']?.fields, beat: 'B01', object: token }
    const opened = await this.#call('clerk', 'ledger.openDraft', { book: L08 })
    if (!opened.ok) return false
    const { draftId, revision } = opened.value
    const saved = await this.#call('clerk', 'ledger.saveDraft', { draftId, revision, fields })
    if (!saved.ok) return false
    const accepted = saved.value.problems
      .filter(({ severity }) => severity === 'warning')
      .map(({ field, code }) => ({ field, code, reason: '核实无误' }))
    return this.#remember(await this.#call('clerk', 'ledger.file', { draftId, accepted }))
  }

  async #correct(nth: number, change: Record<string, string>, reason: string): Promise<boolean> {
    const ids = this.entryIds()
    const entryId = ids[nth % Math.max(1, ids.length)]
    if (entryId === undefined) return false
    const entry = await this.#call('clerk', 'ledger.read', { entryId })
    if (!entry.ok) return false
    const { version, fields } = entry.value
    const call = { entryId, version, fields: { ...fields, ...change }, reason, accepted: [] as Accepted }
    const first = await this.#call('clerk', 'ledger.correct', call)
    const accepted = acceptedAfter(first)
    return accepted === null ? first.ok : (await this.#call('clerk', 'ledger.correct', { ...call, accepted })).ok
  }

  async #step(nth: number, token: string): Promise<boolean> {
    const ids = this.entryIds()
    const entryId = ids[nth % Math.max(1, ids.length)]
    const entry = entryId === undefined ? undefined : await this.#call('clerk', 'ledger.read', { entryId })
    if (entryId === undefined || entry?.ok !== true) return false
    const { state } = entry.value
    const open = hazards?.definition.transitions.filter((one) => one.from === state) ?? []
    const taken = open[nth % Math.max(1, open.length)]
    if (taken === undefined) return false
    const fields = Object.fromEntries(taken.asks.map((key) => [key, askedValue(key, token)]))
    const call = { entryId, state, transition: taken.id, fields, note: token, accepted: [] as Accepted }
    const first = await this.#call('clerk', 'ledger.step', call)
    const accepted = acceptedAfter(first)
    return this.#remember(accepted === null ? first : await this.#call('clerk', 'ledger.step', { ...call, accepted }))
  }

  async #undo(): Promise<boolean> {
    const actId = this.#undoable
    this.#undoable = null
    return actId !== null && (await this.#call('clerk', 'ledger.undo', { actId })).ok
  }

  async #share(what: 'export' | 'confirm' | 'refuse' | 'again', token: string): Promise<boolean> {
    if (what === 'export') return (await this.#call('clerk', 'distribution.exportBatch', { system: 'YJ' })).ok
    const standing = what === 'again' ? 'rejected' : 'exported'
    for (const system of ['YJ', 'WG'] as const) {
      const listed = await this.#call('clerk', 'distribution.list', { system, standing })
      const item = listed.ok ? listed.value.items[0] : undefined
      if (item?.kind !== 'record') continue
      const items = [{ entryId: item.entryId, system, hash: item.hash }]
      const done =
        what === 'again'
          ? await this.#call('clerk', 'distribution.sendAgain', { items })
          : what === 'confirm'
            ? await this.#call('clerk', 'distribution.confirm', { items, receipt: token })
            : await this.#call('clerk', 'distribution.refuse', { items, reason: token })
      return done.ok && done.value.done > 0
    }
    return false
  }

  #remember(done: Result<{ readonly undo?: { readonly actId: string } | null }>): boolean {
    if (done.ok) this.#undoable = done.value.undo?.actId ?? null
    return done.ok
  }

  async #helper(nth: number, who: Who, token: string): Promise<boolean> {
    const ids = this.entryIds()
    const entryId = ids[nth % Math.max(1, ids.length)]
    if (entryId === undefined) return false
    const entry = await this.#call('clerk', 'ledger.read', { entryId })
    if (!entry.ok) return false
    const now = (entry.value.fields['helpers'] ?? '').split(',').filter((one) => one !== '')
    const id = staff[who].accountId
    const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id]
    return this.#correct(nth, { helpers: next.sort().join(',') }, token)
  }

  async #void(nth: number, token: string): Promise<boolean> {
    const ids = this.entryIds()
    const entryId = ids[nth % Math.max(1, ids.length)]
    if (entryId === undefined) return false
    const entry = await this.#call('clerk', 'ledger.read', { entryId })
    if (!entry.ok) return false
    return (await this.#call('clerk', 'ledger.void', { entryId, version: entry.value.version, reason: token })).ok
  }

  async #decide(approve: boolean, token: string): Promise<boolean> {
    const open = this.db
      .prepare<[], { review_id: string }>(`SELECT review_id FROM reviews WHERE status = 'open' ORDER BY review_id`)
      .all()[0]
    if (open === undefined) return false
    const decided = await this.#call('chief', 'ledger.decide', { reviewIds: [open.review_id], approve, reason: token })
    return decided.ok && decided.value.done.length > 0
  }

  async #settle(choice: 'mine' | 'theirs', token: string): Promise<boolean> {
    if (!this.#has(`sync_conflicts WHERE state = 'open'`)) return this.#looksAtNothing()
    const open = await this.#call('chief', 'sync.open', {})
    const conflict = open.ok ? open.value.conflicts[0] : undefined
    if (conflict === undefined) return false
    const { conflictId, fields } = conflict
    const about = { conflictId, reason: token }
    const groups = new Set(fields.map(({ group }) => group)).size
    // Where fields are decided on by themselves, every other decision is of both: the same dice as ever say which.
    const sum = [...token].reduce((all, one) => all + (one.codePointAt(0) ?? 0), 0)
    if (groups < 2 || sum % 2 === 0) return (await this.#call('chief', 'sync.settle', { ...about, choice })).ok
    const other = choice === 'mine' ? 'theirs' : 'mine'
    const sides = Object.fromEntries(fields.map(({ field, group }) => [field ?? '', group === 0 ? choice : other]))
    return (await this.#call('chief', 'sync.settle', { ...about, choice: 'merged', sides })).ok
  }

  async #answer(answer: 'again' | 'give-up'): Promise<boolean> {
    // Nobody logs in here with a passphrase, so nobody has a key: drafts that an interrupted act left go nowhere, and their author throws them away.
    if (this.#has('drafts WHERE gone_act IS NULL')) {
      const left = await this.#call('clerk', 'ledger.drafts', {})
      for (const { draftId } of left.ok ? left.value.drafts : [])
        await this.#call('clerk', 'ledger.discardDraft', { draftId })
    } else this.#looksAtNothing()
    if (!this.#has(`sync_rejected WHERE state = 'open'`)) return this.#looksAtNothing()
    const open = await this.#call('chief', 'sync.open', {})
    const refused = open.ok ? open.value.rejected[0] : undefined
    if (refused === undefined) return false
    return (await this.#call('chief', 'sync.answerRejected', { txn: refused.txn, answer })).ok
  }

  /** Nobody opens a list in which there is nothing; at the end of each schedule all are looked through, again and again. */
  #has(rows: string): boolean {
    return this.db.prepare<[], { found: number }>(`SELECT 1 AS found FROM ${rows} LIMIT 1`).one() !== undefined
  }

  /** Takes the id that asking would have taken: the seed goes on as if somebody had looked. */
  #looksAtNothing(): false {
    this.#parts.newId()
    return false
  }

  #import(act: Extract<Act, { kind: 'import' }>): boolean {
    importFile(this.db, { ...act, importId: this.#parts.newId(), now: instantOf(this.clock.ms) })
    return true
  }

  #poison(token: string): boolean {
    const [mid, txn, id] = [this.#parts.newId(), this.#parts.newId(), this.#parts.newId()]
    const at = instantOf(this.clock.ms)
    this.db.transaction((tx) => {
      const fields = { status: { base: null, value: token } }
      const actor = staff.clerk.accountId
      number(tx, { mid, txn, txnSize: 1, table: 'conflicts', id, op: 'put', baseVer: 0, fields, at, actor }, at)
    })
    return true
  }

  #open(who: Who): OpenSession {
    const { accountId, role, name, staffKind, beats } = staff[who]
    const session = {
      accountId,
      login: who,
      name,
      role,
      staffKind,
      staffNumber: staffNumberOf(accountId),
      beats: [...beats],
      station: { id: this.#parts.station?.() ?? 'S01', name: '云渚省澄湾市东渚派出所' },
      county: '',
      since: instantOf(this.clock.ms),
      idleLockMinutes: 10,
    }
    // Lists are read by threads, which nothing here asks for.
    const none = {
      readers: undefined as never,
      key: this.#parts.key as ReplicaKey,
      lock: { release: () => undefined },
    }
    return { db: this.db, ...none, session }
  }

  async #call<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<ResultOf<N>> {
    let dispatcher = this.#dispatchers.get(who)
    if (dispatcher === undefined) {
      const open = this.#open(who)
      dispatcher = new Dispatcher({
        session: () => open,
        files: new FileShelf(),
        clock: this.clock,
        newId: this.#parts.newId,
        log: silent,
        emit: () => undefined,
        handlers,
        publicHandlers: new Map(),
        checkOutput: false,
      })
      this.#dispatchers.set(who, dispatcher)
    }
    const result = await dispatcher.dispatch({ method, input, operationId: this.#parts.newId() })
    return result as never
  }
}

const hazards = booksById.get(L08)

function askedValue(key: string, token: string): string {
  const field = hazards?.definition.fields.find((one) => one.key === key)
  if (field?.kind === 'date') return key === 'rectifyBy' ? '2026-03-20' : '2026-03-05'
  if (field?.kind === 'account') return staff.otherOfficer.accountId
  return field?.options[0]?.value ?? token
}

type Accepted = NonNullable<InputOf<'ledger.correct'>['accepted']>

/** A clock that was set wrong: the day looks long ago, and the clerk says that it is right. Null: nothing was warned of. */
function acceptedAfter(first: Result<unknown>): Accepted | null {
  if (first.ok || first.error.code !== 'ledger/warnings') return null
  const [warned, codes] = [first.error.params['fields'], first.error.params['codes']] as [string[], string[]]
  return warned.map((field, at) => ({ field, code: codes[at] ?? '', reason: '核实无误' })) as Accepted
}
