import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { readRoot, type RootProblem } from '../../../src-domain/certificates/certificate-chain.ts'
import { localDateOf } from '../../clock.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import {
  confirmRoot,
  deleteRoot,
  insertRevocation,
  insertRoot,
  rootOf,
  storedRevocations,
  storedRoots,
} from './authorities.repo.ts'

export function listAuthorities(ctx: Context): OutputOf<'authorities.list'> {
  return { roots: storedRoots(ctx.db), revoked: storedRevocations(ctx.db) }
}

const rootErrors = {
  certificate: 'authorities/not-a-root',
  authority: 'authorities/not-a-root',
  algorithm: 'authorities/weak',
  expired: 'authorities/dates',
} as const satisfies Record<RootProblem, string>

const MOST_BYTES = 64 * 1024

/** One certificate as PEM or DER. Two in one file are refused: which of them was meant would be a guess. */
export function add(ctx: Context, { fileId }: ParsedInputOf<'authorities.add'>): Answer<'authorities.add'> {
  const file = ctx.files.get(fileId)
  if (file === undefined || file.size > MOST_BYTES) return failure('file/not-found')
  const der = derOf(readFileSync(file.path))
  if (der === null) return failure('authorities/not-a-root')
  const read = readRoot(der, new Date(ctx.now))
  if (!read.ok) return failure(rootErrors[read.problem])
  const sha256 = createHash('sha256').update(der).digest('hex')
  const { name, from, to } = read.facts
  const done = ctx.commit((tx) => {
    if (rootOf(tx, sha256) !== undefined) return failure('authorities/known')
    const days = { from: localDateOf(from.getTime()), to: localDateOf(to.getTime()) }
    insertRoot(tx, { sha256, der, name: oneLine(name), ...days, at: ctx.now, by: ctx.session.accountId })
    tx.audit({ action: 'authority', record: sha256, detail: { step: 'added' } })
    return success({ sha256 })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

function derOf(bytes: Buffer): Buffer | null {
  const text = bytes.toString('latin1')
  if (!text.includes('-----BEGIN')) return bytes
  const found = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(text)
  return found === null ? null : Buffer.from((found[1] ?? '').replace(/\s/g, ''), 'base64')
}

/** Node prints one attribute a line. */
function oneLine(subject: string): string {
  return subject.split('\n').join(', ').slice(0, 200)
}

export function confirm(ctx: Context, { sha256 }: ParsedInputOf<'authorities.confirm'>): Answer<'authorities.confirm'> {
  const done = ctx.commit((tx) => {
    const root = rootOf(tx, sha256)
    if (root === undefined) return failure('authorities/gone')
    if (root.confirmed_at !== null) return failure('authorities/confirmed')
    confirmRoot(tx, sha256, ctx.session.accountId, ctx.now)
    tx.audit({ action: 'authority', record: sha256, detail: { step: 'confirmed' } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function remove(ctx: Context, { sha256 }: ParsedInputOf<'authorities.remove'>): Answer<'authorities.remove'> {
  const done = ctx.commit((tx) => {
    if (rootOf(tx, sha256) === undefined) return failure('authorities/gone')
    deleteRoot(tx, sha256)
    tx.audit({ action: 'authority', record: sha256, detail: { step: 'removed' } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}

export function revoke(
  ctx: Context,
  { serial, reason }: ParsedInputOf<'authorities.revoke'>,
): Answer<'authorities.revoke'> {
  const done = ctx.commit((tx): Result<OutputOf<'authorities.revoke'>, never> => {
    insertRevocation(tx, { serial, reason, at: ctx.now, account_id: ctx.session.accountId })
    tx.audit({ action: 'authority', record: serial, detail: { step: 'revoked' } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}
