import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { AuditDetail } from '../../../src-contract/features/audit-details.ts'
import type { ConnectionTest, NetworkSettings } from '../../../src-contract/shell-network.ts'
import type { Context } from '../../rpc/context.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { readAuthority, showAuthority, type AuthorityProblem, type ReadAuthority } from './authority.rules.ts'
import { keepNetwork, networkOf } from './network.repo.ts'
import { proxyOf, shownProxy } from './network.rules.ts'

const MOST_AUTHORITIES = 20

export type NetworkParts = {
  /** Connections are made anew, and the shell is told. */
  readonly changed: (settings: NetworkSettings) => void
  /** Null: this PC is not enrolled. */
  readonly testPlatform: () => Promise<ConnectionTest | null>
}

/** IT says how this PC reaches the network. Each change is audited; where proxies are is nobody's secret, passwords are. */
export function networkHandlers(parts: NetworkParts): Handlers<'network'> {
  const change = <T>(ctx: Context, detail: AuditDetail, next: NetworkSettings, answer: T): Result<T, never> => {
    const done = ctx.commit((tx): Result<T, never> => {
      keepNetwork(tx, next)
      tx.audit({ action: 'network', detail })
      return success(answer)
    })
    if (done.ok) parts.changed(next)
    return done
  }
  const readNew = (
    ctx: Context,
    text: string,
  ): Result<ReadAuthority, AuthorityProblem | 'network/certificate-held'> => {
    const read = readAuthority(text, ctx.now)
    if (!read.ok) return read
    const held = networkOf(ctx.db).authorities.includes(read.value.pem)
    return held ? failure('network/certificate-held') : read
  }
  return {
    get: (ctx) => {
      const { proxy, authorities } = networkOf(ctx.db)
      const shown = authorities.map((pem) => showAuthority(pem, ctx.now))
      return success({ proxy: shownProxy(proxy), authorities: shown })
    },
    setProxy: (ctx, { proxy: wanted }) => {
      const before = networkOf(ctx.db)
      const proxy = proxyOf(wanted, before.proxy)
      if (!proxy.ok) return proxy
      return change(ctx, { what: 'proxy', choice: wanted.mode }, { ...before, proxy: proxy.value }, {})
    },
    readAuthority: (ctx, { text }) => {
      const read = readNew(ctx, text)
      return read.ok ? success({ authority: read.value.shown }) : read
    },
    addAuthority: (ctx, { text }) => {
      const read = readNew(ctx, text)
      if (!read.ok) return read
      const before = networkOf(ctx.db)
      if (before.authorities.length >= MOST_AUTHORITIES) return failure('network/certificate-most')
      const { pem, shown } = read.value
      const detail = { what: 'authority-added', sha256: shown.fingerprint }
      return change(ctx, detail, { ...before, authorities: [...before.authorities, pem] }, { authority: shown })
    },
    removeAuthority: (ctx, { fingerprint }) => {
      const before = networkOf(ctx.db)
      const authorities = before.authorities.filter((pem) => showAuthority(pem, ctx.now).fingerprint !== fingerprint)
      if (authorities.length === before.authorities.length) return failure('network/certificate-gone')
      return change(ctx, { what: 'authority-removed', sha256: fingerprint }, { ...before, authorities }, {})
    },
    testPlatform: async () => {
      const tested = await parts.testPlatform()
      return tested === null ? failure('sync/not-enrolled') : success(tested)
    },
  }
}
