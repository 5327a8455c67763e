import type { EntryTarget, SharedItem } from '../../../src-contract/features/distribution.contract.ts'
import { DistributionStanding } from '../../../src-contract/distribution.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { channelOf, targetsOf } from '../../../src-domain/distribution/forms.ts'
import { localDateOf } from '../../clock.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { correctionNumber, correctionStanding, type CorrectionRow } from '../conflicts/corrections.acts.ts'
import type { AtSystem } from './entry-targets.ts'
import type { ListedRecord } from './sharing.repo.ts'

type Label = EntryTarget['lacking'][number]

export function shownTarget({ target, content, standing }: AtSystem): EntryTarget {
  const { last, former, withdrawn } = standing
  return {
    system: target.system,
    channel: target.channel,
    standing: standing.standing,
    withdrawn,
    former,
    lacking: labelsOf(target.system, target.form.book, content.lacking),
    batch: standing.batch,
    hash: content.hash,
    receipt: last?.receipt ?? null,
    reason: last?.reason ?? null,
    at: (last?.at ?? null) as EntryTarget['at'],
  }
}

export function shownRecord(row: ListedRecord): SharedItem {
  const system = row.system as SystemId
  return {
    kind: 'record',
    entryId: row.entry_id as never,
    number: row.number,
    book: row.book as never,
    day: row.day as never,
    system,
    channel: targetsOf(row.book).find((target) => target.system === system)?.channel ?? 'interface',
    standing: DistributionStanding.parse(row.standing),
    withdrawn: row.withdrawn === 1,
    former: row.former === 'shared' || row.former === 'exported' ? row.former : null,
    lacking: labelsOf(system, row.book, row.lacking === '' ? [] : row.lacking.split(',')),
    hash: row.hash,
    batch: row.batch,
    receipt: row.receipt,
    reason: row.reason,
    at: row.at as never,
  }
}

export function shownCorrection(row: CorrectionRow): SharedItem {
  const system = row.system as SystemId
  return {
    kind: 'correction',
    requestId: row.request_id,
    system,
    channel: channelOf(system),
    standing: correctionStanding(row.state),
    number: correctionNumber(row.request_id),
    field: definition(system).fields.find(({ key }) => key === row.field)?.label ?? { zh: row.field, en: row.field },
    batch: row.batch,
    receipt: row.receipt,
    reason: row.refusal,
    at: row.answered_at as never,
    day: localDateOf(Date.parse(row.created_at)) as never,
  }
}

function labelsOf(system: SystemId, book: string, keys: readonly string[]): Label[] {
  const form = targetsOf(book).find((target) => target.system === system)?.form
  return keys.flatMap((key) => form?.fields.find((field) => field.key === key)?.label ?? [])
}
