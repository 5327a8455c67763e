import { failure, success } from '../../../src-contract/errors.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { changePassphrase, hasUserSlot, setUserSlot } from '../../crypto/slots.ts'
import type { Gate } from '../../gate.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { accountByLogin, accountById, allAccounts, insertAccount } from './accounts.repo.ts'
import { isStopped } from './directory.acts.ts'
import { accountByNumber, setAccountRow, setClosed } from './directory.repo.ts'
import { makeFirstCode } from './first-code.service.ts'
import type { KeyChanges } from './key-change.service.ts'
import type { Keyring } from './keyring.ts'
import { passphraseProblem } from './passphrase.rules.ts'

/** What one's session allows. `onLock` closes the replica once the answer is on its way. */
export function accountsHandlers(
  gate: Gate,
  keyring: Pick<Keyring, 'rewrap'>,
  keyChanges: KeyChanges,
  onLock: (reason: string) => void,
): Handlers<'accounts'> {
  return {
    lock: (ctx, { reason }) => {
      ctx.audit({ action: 'lock', detail: { reason } })
      onLock(reason)
      return success({})
    },
    list: (ctx) =>
      success({
        accounts: allAccounts(ctx.db).map((account) => ({ ...account, here: hasUserSlot(gate.dir, account.login) })),
      }),
    keyChange: (ctx) => success(keyChanges.status(ctx)),
    startKeyChange: (ctx, input) => keyChanges.start(ctx, input),
    cancelKeyChange: (ctx) => keyChanges.cancel(ctx),
    firstCode: async (ctx, { accountId }) => {
      const made = await makeFirstCode(gate, ctx, accountId)
      if (made.ok) keyChanges.slotsChanged(ctx)
      return made
    },
    colleagues: (ctx) =>
      success({
        accounts: allAccounts(ctx.db)
          .filter((account) => account.active)
          .map(({ accountId, name, staffKind, staffNumber, role }) => ({
            accountId,
            name,
            staffKind,
            staffNumber,
            role,
          })),
      }),
    create: async (ctx, { passphrase, ...account }) => {
      const weak = passphraseProblem(passphrase, [account.login, account.staffNumber])
      if (weak) return failure('accounts/passphrase-weak', { reason: weak })
      const open = gate.session
      if (!open) return failure('rpc/not-logged-in')
      if (accountByLogin(ctx.db, account.login)) return failure('accounts/name-taken')
      // Known by another PC or the platform's directory: one person has one account, and gets a passphrase here with a one-time code.
      const same = accountByNumber(ctx.db, account.staffNumber)
      if (same !== undefined && !hasUserSlot(gate.dir, same.login))
        return failure('accounts/number-known', { name: same.name })
      const accountId = ctx.newId() as AccountId
      const created = ctx.commit<{ accountId: AccountId }, 'accounts/name-taken'>((tx) => {
        insertAccount(tx, account, accountId, ctx.now)
        tx.audit({ action: 'account-create', record: accountId, detail: { role: account.role } })
        return success({ accountId })
      })
      // The account exists before its slot: a slot without an account could never be removed from this screen.
      const slot = await setUserSlot({
        dir: gate.dir,
        key: open.key,
        login: account.login,
        passphrase,
        ...(gate.kdf ? { kdf: gate.kdf } : {}),
        ...gate.secret(),
      })
      if (!slot.ok) throw new Error(`no slot for the new account: ${slot.error.code}`)
      keyChanges.slotsChanged(ctx)
      ctx.emit({ name: 'data-changed', what: 'accounts' })
      return created
    },
    setActive: (ctx, { accountId, active }) => {
      if (accountId === ctx.session.accountId) return failure('accounts/own-account')
      if (!accountById(ctx.db, accountId)) return failure('accounts/unknown')
      // What the platform ended is not begun again here.
      if (active && isStopped(ctx.db, accountId, ctx.today)) return failure('accounts/stopped')
      return ctx.commit((tx) => {
        setClosed(tx, accountId, !active)
        setAccountRow(tx, accountId, { active: active ? 1 : 0 })
        tx.audit({ action: 'account-change', record: accountId, detail: { active } })
        return success({})
      })
    },
    changePassphrase: async (ctx, { current, next }) => {
      const { login, staffNumber } = ctx.session
      const weak = passphraseProblem(next, [login, staffNumber])
      if (weak) return failure('accounts/passphrase-weak', { reason: weak })
      // Recorded before it happens, and again once it has: a change that cannot be recorded is not made.
      ctx.audit({ action: 'passphrase-change', record: ctx.session.accountId, result: 'asked' })
      const changed = await changePassphrase({
        dir: gate.dir,
        login,
        passphrase: current,
        newPassphrase: next,
        ...gate.secret(),
      })
      if (!changed.ok) {
        if (changed.error.code === 'accounts/wrong-passphrase') return failure('accounts/wrong-passphrase', { left: 0 })
        throw new Error(`the passphrase could not be changed: ${changed.error.code}`)
      }
      keyChanges.slotsChanged(ctx)
      if (gate.session !== null) await keyring.rewrap(gate.session, current, next)
      return ctx.commit((tx) => {
        tx.audit({ action: 'passphrase-change', record: ctx.session.accountId })
        return success({})
      })
    },
  }
}
