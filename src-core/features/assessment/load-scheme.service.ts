import { readFileSync } from 'node:fs'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { trustedAuthorities } from '../authorities/authorities.facts.ts'
import { readIssued } from './issued-scheme.ts'
import { allSchemes } from './schemes.ts'

const MOST_BYTES = 64 * 1024

/**
 * Takes over a scheme that the superior office signed, from a day to come on: periods that have begun keep theirs, and so does whatever
 * was frozen by another.
 */
export function loadScheme(
  ctx: Context,
  { fileId }: ParsedInputOf<'assessment.loadScheme'>,
): Answer<'assessment.loadScheme'> {
  const file = ctx.files.get(fileId)
  if (file === undefined) return failure('file/not-found')
  if (file.size > MOST_BYTES) return failure('assessment/scheme-signature', { problem: 'too-large' })
  const envelope = readFileSync(file.path, 'utf8')
  const read = readIssued(envelope, trustedAuthorities(ctx.db), new Date(ctx.now))
  if (!read.ok) {
    ctx.audit({ action: 'load-scheme', result: 'refused', detail: { problem: read.problem } })
    return read.problem === 'scheme'
      ? failure('assessment/scheme-invalid', { places: read.places.slice(0, 10) })
      : failure('assessment/scheme-signature', { problem: read.problem })
  }
  const { office, from, text, scheme, signer } = read.value
  if (from <= ctx.today) return failure('assessment/scheme-past', { date: from })
  const done = ctx.commit((tx) => {
    const known = allSchemes(tx)
    if (known.some(({ version }) => version === scheme.scheme)) return failure('assessment/scheme-known')
    if (known.some((one) => one.from !== null && one.from >= from)) return failure('assessment/scheme-later')
    tx.run(
      q.insertInto('assessment_schemes').values({
        ...{ version: scheme.scheme, text, from_date: from, office, envelope, signer: JSON.stringify(signer) },
        ...{ loaded_at: ctx.now, loaded_by: ctx.session.accountId },
      }),
    )
    tx.audit({ action: 'load-scheme', record: scheme.scheme, detail: { from, serial: signer.serial } })
    return success({ version: scheme.scheme, from: from as LocalDate })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}
