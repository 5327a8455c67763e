import { randomBytes } from 'node:crypto'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { crockford } from '../../../src-domain/sync/enrolment-code.rules.ts'
import { localDateOf } from '../../clock.ts'
import { forget } from '../../crypto/replica-key.ts'
import { hasUserSlot, removeUserSlot, setUserSlot } from '../../crypto/slots.ts'
import type { Gate } from '../../gate.ts'
import type { Context } from '../../rpc/context.ts'
import { followDirectory } from '../sync/follow-directory.service.ts'
import { accountById, accountByLogin } from './accounts.repo.ts'
import { isStopped } from './directory.acts.ts'
import { dropFirstCode, findFirstCode, keepFirstCode } from './first-codes.repo.ts'
import { codeSlot } from './going-on.ts'
import { logIn, type AskDirectory, type LoggedIn } from './log-in.service.ts'
import { note } from './note.ts'
import { passphraseProblem } from './passphrase.rules.ts'
import { forgetNext, openWithPassphrase } from './unlock.service.ts'

/** 80 bits: the slot that it opens can be tried without this PC, at the price of Argon2id for each. */
const codeBytes = 10
const codeHours = 24

type Made = OutputOf<'accounts.firstCode'>

/**
 * Makes a one-time code for somebody who has no passphrase on this PC yet. Only whoever has the replica open can: the code wraps its key. An
 * account with a passphrase gets none, because a forgotten one takes both key holders.
 */
export async function makeFirstCode(
  gate: Gate,
  ctx: Context,
  accountId: string,
): Promise<Result<Made, 'accounts/unknown' | 'accounts/inactive' | 'accounts/stopped' | 'accounts/has-passphrase'>> {
  const open = gate.session
  const account = accountById(ctx.db, accountId)
  if (account === undefined || open === null) return failure('accounts/unknown')
  if (!account.active)
    return failure(isStopped(ctx.db, accountId, ctx.today) ? 'accounts/stopped' : 'accounts/inactive')
  if (hasUserSlot(gate.dir, account.login)) return failure('accounts/has-passphrase')
  const code = crockford(randomBytes(codeBytes))
  const expiresAt = new Date(Date.parse(ctx.now) + codeHours * 3_600_000).toISOString() as Instant
  // Recorded before it works, and without the code.
  const kept = ctx.commit<Made, never>((tx) => {
    keepFirstCode(tx, {
      account_id: accountId,
      made_by: ctx.session.accountId,
      made_at: ctx.now,
      expires_at: expiresAt,
    })
    tx.audit({ action: 'first-code', record: accountId })
    return success({ code: '', expiresAt })
  })
  if (!kept.ok) return kept
  const slot = await setUserSlot({
    ...{ dir: gate.dir, key: open.key, login: codeSlot(account.login), passphrase: code },
    ...(gate.kdf ? { kdf: gate.kdf } : {}),
    ...gate.secret(),
  })
  if (!slot.ok) throw new Error(`no slot for the code: ${slot.error.code}`)
  ctx.emit({ name: 'data-changed', what: 'accounts' })
  return success({ code: (code.match(/.{4}/g) ?? []).join('-'), expiresAt })
}

export type FirstLogIn = { readonly login: string; readonly code: string; readonly passphrase: string }

/** Logs somebody in with a code, once: from then on their own passphrase opens their slot. Tries are counted like those of a passphrase. */
export async function firstLogIn(
  gate: Gate,
  { login, code, passphrase }: FirstLogIn,
  ask: AskDirectory,
): Promise<Result<LoggedIn>> {
  if (gate.session) return failure('store/in-use')
  const weak = passphraseProblem(passphrase, [login])
  if (weak) return failure('accounts/passphrase-weak', { reason: weak })
  const key = await openWithPassphrase(gate, codeSlot(login), typedCode(code))
  if (!key.ok)
    return key.error.code === 'accounts/wrong-passphrase' ? failure('accounts/code-refused', key.error.params) : key
  forgetNext(key.value)
  const opened = gate.open(key.value.key)
  if (!opened.ok) {
    forget(key.value.key)
    return opened
  }
  const replica = opened.value
  try {
    followDirectory(replica.db, gate.clock)
    const account = accountByLogin(replica.db, login)
    const made = account && findFirstCode(replica.db, account.accountId)
    const now = gate.now()
    const isOver = made === undefined || now > made.expires_at || now < made.made_at
    if (account === undefined || isOver || hasUserSlot(gate.dir, login)) {
      replica.db.transaction((tx) => {
        if (account !== undefined) dropFirstCode(tx, account.accountId)
        note(gate, tx, { action: 'log-in-failed', result: 'code-over', actor: account?.accountId })
      })
      removeUserSlot(gate.dir, replica.key, codeSlot(login))
      return failure('accounts/code-over')
    }
    const named = passphraseProblem(passphrase, [account.login, account.staffNumber])
    if (named) return failure('accounts/passphrase-weak', { reason: named })
    if (!account.active) {
      const result = isStopped(replica.db, account.accountId, localDateOf(gate.clock.nowMs())) ? 'stopped' : 'inactive'
      replica.db.transaction((tx) => note(gate, tx, { action: 'log-in-failed', result, actor: account.accountId }))
      return failure(`accounts/${result}`)
    }
    // It counts once, also where this PC ends in the middle.
    replica.db.transaction((tx) => {
      dropFirstCode(tx, account.accountId)
      note(gate, tx, {
        ...{ action: 'passphrase-change', actor: account.accountId, role: account.role },
        detail: { source: 'first-code' },
      })
    })
    const slot = await setUserSlot({
      ...{ dir: gate.dir, key: replica.key, login: account.login, passphrase },
      ...(gate.kdf ? { kdf: gate.kdf } : {}),
      ...gate.secret(),
    })
    if (!slot.ok) return slot
    removeUserSlot(gate.dir, replica.key, codeSlot(login))
  } finally {
    await gate.shut(replica)
  }
  return logIn(gate, login, passphrase, ask)
}

/** As people type it: O for 0, I and L for 1, hyphens and blanks anywhere, any case. */
function typedCode(typed: string): string {
  const letters = typed.normalize('NFKC').toUpperCase()
  return letters
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}
