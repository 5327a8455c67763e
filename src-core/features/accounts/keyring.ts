import { newAccountKey, openAccountKey, wrapAccountKey, type AccountKey } from '../../crypto/account-key.ts'
import { standardKdf, type KdfParameters } from '../../crypto/kdf.ts'
import type { OpenSession } from '../../open-session.ts'
import { keepKey, keysOf, type KeptKey } from './account-keys.repo.ts'

export type KeyringParts = {
  readonly session: () => OpenSession | null
  readonly now: () => string
  readonly kdf: KdfParameters | undefined
}

/**
 * The keys of whoever is logged in, for as long as they are. They are opened behind the log-in, with the passphrase that was given for it:
 * it is kept in memory only until the rows of the platform are here, because only then it is known whether another PC has made a key,
 * and no longer than ten minutes.
 */
const keptMs = 10 * 60_000

export class Keyring {
  readonly #parts: KeyringParts
  #of: OpenSession | null = null
  #passphrase: string | null = null
  #forgetting: NodeJS.Timeout | undefined
  #keys: AccountKey[] = []
  #settled = false
  /** What the passphrase did not open; it is not tried at each exchange. */
  readonly #tried = new Set<string>()
  #settling: Promise<boolean> = Promise.resolve(false)

  constructor(parts: KeyringParts) {
    this.#parts = parts
  }

  /** Somebody has logged in, on a PC that is enrolled. */
  arrive(passphrase: string): void {
    this.leave()
    this.#of = this.#parts.session()
    this.#keep(passphrase)
  }

  leave(): void {
    this.#of = null
    this.#keep(null)
    this.#keys = []
    this.#settled = false
    this.#tried.clear()
  }

  /** Those that are open, of this session. */
  keysFor(open: OpenSession): readonly AccountKey[] {
    return this.#of === open ? this.#keys : []
  }

  /** A key of another PC does not open with the passphrase of this one. */
  isLocked(open: OpenSession): boolean {
    return this.#isHere(open) && this.#settled && this.#unopened(open).length > 0
  }

  /**
   * Opens what the passphrase opens; makes the first key of a person once it is known that there is none.
   *
   * @param complete the rows of the platform are here
   * @returns whether something was opened that was not before
   */
  settle(open: OpenSession, complete: boolean): Promise<boolean> {
    const before = this.#settling.catch(() => false)
    this.#settling = before.then(() => this.#settle(open, complete))
    return this.#settling
  }

  #keep(passphrase: string | null): void {
    clearTimeout(this.#forgetting)
    this.#passphrase = passphrase
    if (passphrase === null) return
    this.#forgetting = setTimeout(() => this.#keep(null), keptMs)
    this.#forgetting.unref()
  }

  /** Opens keys of another PC with the passphrase that was theirs. @returns whether one was opened */
  async openWith(open: OpenSession, theirs: string): Promise<boolean> {
    const before = this.#keys.length
    for (const key of this.#unopened(open)) {
      if (this.#keys.some(({ keyId }) => keyId === key.keyId)) continue
      const opened = await openAccountKey(key, theirs)
      if (opened !== undefined && this.#isHere(open)) await this.#admit(open, opened, this.#passphrase ?? theirs, key)
    }
    this.#forgetPassphrase(open)
    return this.#keys.length > before
  }

  /** The passphrase is another one now: what is open is sealed under it, here and for the other PCs. */
  rewrap(open: OpenSession, current: string, next: string): Promise<void> {
    const done = this.#settling.catch(() => false).then(() => this.#rewrap(open, current, next))
    // Nothing is sealed under the old one behind its back.
    this.#settling = done.then(() => false)
    return done
  }

  async #rewrap(open: OpenSession, current: string, next: string): Promise<void> {
    const wanted = this.#of === open && this.#passphrase !== null
    // A core that was restarted, or a passphrase that is no longer kept: what it opens is opened before it is another one.
    if (this.#of !== open) this.leave()
    this.#of = open
    this.#keep(current)
    this.#tried.clear()
    await this.#settle(open, false)
    if (!this.#isHere(open)) return
    this.#keep(wanted ? next : null)
    this.#tried.clear()
    for (const key of this.keysFor(open)) {
      const kept = keysOf(open.db, 'account_secrets', open.session.accountId).find(({ keyId }) => keyId === key.keyId)
      const wrapped = await wrapAccountKey(key, next, this.#kdf)
      if (!this.#isHere(open)) return
      if (kept === undefined) continue
      open.db.transaction((tx) => {
        for (const table of ['account_keys', 'account_secrets'] as const) keepKey(tx, table, { ...kept, ...wrapped })
      })
    }
  }

  /** Opening a key takes a second: meanwhile somebody may have locked. */
  #isHere(open: OpenSession): boolean {
    return this.#of === open && this.#parts.session() === open
  }

  get #kdf(): KdfParameters {
    return this.#parts.kdf ?? standardKdf
  }

  #unopened(open: OpenSession): KeptKey[] {
    const { accountId } = open.session
    const known = [...keysOf(open.db, 'account_secrets', accountId), ...keysOf(open.db, 'account_keys', accountId)]
    return known.filter(({ keyId }) => !this.#keys.some((key) => key.keyId === keyId))
  }

  async #settle(open: OpenSession, complete: boolean): Promise<boolean> {
    const passphrase = this.#passphrase
    if (!this.#isHere(open) || passphrase === null) return false
    const before = this.#keys.length
    for (const key of this.#unopened(open)) {
      if (this.#tried.has(key.sealed) || this.#keys.some(({ keyId }) => keyId === key.keyId)) continue
      this.#tried.add(key.sealed)
      const opened = await openAccountKey(key, passphrase)
      if (opened !== undefined && this.#isHere(open)) await this.#admit(open, opened, passphrase, key)
    }
    if (!complete || !this.#isHere(open)) return this.#keys.length > before
    // Whatever others have there: what is typed here is sealed to a key that is open here.
    if (this.#keys.length === 0) await this.#make(open, passphrase)
    if (!this.#isHere(open)) return false
    this.#settled = true
    this.#forgetPassphrase(open)
    return this.#keys.length > before
  }

  /** It is wanted only while a key of another PC is to be sealed under it. */
  #forgetPassphrase(open: OpenSession): void {
    if (this.#isHere(open) && this.#unopened(open).length === 0) this.#keep(null)
  }

  async #admit(open: OpenSession, key: AccountKey, passphrase: string, kept: KeptKey): Promise<void> {
    const own = keysOf(open.db, 'account_secrets', open.session.accountId)
    // Opened as this PC had it: nothing has to be sealed anew.
    const known = own.some(({ keyId, sealed }) => keyId === key.keyId && sealed === kept.sealed)
    const wrapped = known ? undefined : await wrapAccountKey(key, passphrase, this.#kdf)
    if (!this.#isHere(open)) return
    if (wrapped !== undefined) this.#keepSecret(open, { ...kept, ...wrapped })
    this.#keys.push(key)
  }

  /** What its author has typed before goes to the platform from now on. */
  #keepSecret(open: OpenSession, secret: KeptKey): void {
    open.db.transaction((tx) => {
      keepKey(tx, 'account_secrets', secret)
      // Sealed anew where this is the key that drafts are sealed to from now on.
      if (keysOf(tx, 'account_secrets', secret.accountId).at(-1)?.keyId === secret.keyId)
        tx.prepare<[string], never>(`UPDATE draft_seals SET digest = '' WHERE account_id = ? AND box <> '[]'`).run(
          secret.accountId,
        )
      tx.prepare<[string], never>(
        'UPDATE drafts SET revision = revision WHERE account_id = ? AND gone_act IS NULL',
      ).run(secret.accountId)
    })
  }

  async #make(open: OpenSession, passphrase: string): Promise<void> {
    const key = newAccountKey()
    const wrapped = await wrapAccountKey(key, passphrase, this.#kdf)
    if (!this.#isHere(open)) return
    const { accountId } = open.session
    const newest = keysOf(open.db, 'account_secrets', accountId).at(-1)?.madeAt
    // The newest, also where a clock was wrong: one that was forgotten opens no more.
    const at = Math.max(Date.parse(this.#parts.now()), (Date.parse(newest ?? '') || 0) + 1)
    const kept = { ...wrapped, accountId, madeAt: new Date(at).toISOString() }
    open.db.transaction((tx) => keepKey(tx, 'account_keys', kept))
    this.#keepSecret(open, kept)
    this.#keys.push(key)
  }
}
