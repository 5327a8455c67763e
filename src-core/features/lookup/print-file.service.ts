import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { TimelineItem } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { localTime } from '../exchange/list-part.service.ts'
import { pdfPrinter } from '../reports/pdf-printer.ts'
import type { PrintLine, PrintModel } from '../reports/print-model.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { refuseAccess, withReference } from './access.rules.ts'
import { ownBeats } from './own-beat.ts'
import type { PaperRecord, PlacePaper, SubjectPaper } from './paper.queries.ts'
import { fileText as words } from './print-text.ts'
import { noticeUnusual } from './unusual.service.ts'

type Input = ParsedInputOf<'lookup.print'>
type Section = PrintModel['sections'][number]

/**
 * A file as a PDF, which is the preview and the paper alike: what the purpose opens, in plain. The audit row, with every record that is
 * on the paper, comes before it.
 */
export async function printFile(ctx: Context, input: Input): Promise<Answer<'lookup.print'>> {
  const { of, purpose } = input
  const refused = refuseAccess(ctx, input, 'subjectId' in of ? of.subjectId : null)
  if (refused) return refused
  const asked = { purpose, now: ctx.now, today: ctx.today, own: ownBeats(ctx) }
  if ('subjectId' in of) {
    const paper = await ctx.read('lookup.subjectPaper', { subjectId: of.subjectId, ...asked })
    if (paper === null) return failure('lookup/subject-gone')
    const title = words.titles[paper.file.about]
    const { opened, file } = paper
    return finish(ctx, input, { title, sections: subjectSections(paper), opened, unindexed: file.unindexed })
  }
  const paper = await ctx.read('lookup.placePaper', {
    recordId: of.recordId,
    scope: of.scope,
    ...asked,
  })
  switch (paper.state) {
    case 'gone':
      return failure('lookup/subject-gone')
    case 'no-place':
      return failure('lookup/no-place')
    case 'closed':
      ctx.audit({ action: 'print', record: recordOf(of), ...withReference(input), result: 'denied' })
      return failure('access/not-in-purpose', { purpose })
    case 'file':
      return finish(ctx, input, {
        title: words.placeTitles[paper.file.ref.scope],
        sections: placeSections(paper),
        opened: paper.opened,
        unindexed: paper.file.unindexed,
      })
  }
}

type Paper = { title: string; sections: Section[]; opened: readonly string[]; unindexed: number }

async function finish(ctx: Context, input: Input, paper: Paper): Promise<Answer<'lookup.print'>> {
  const { title, sections, opened, unindexed } = paper
  const { session } = ctx
  const at = localTime(ctx.now)
  const by = `${session.name} ${session.staffNumber}`
  const model: PrintModel = {
    station: session.station.name,
    title,
    number: at,
    facts: [
      line(words.purpose, words.purposes[input.purpose]),
      ...(input.reference === undefined ? [] : [line(words.reference, input.reference)]),
      line(words.printedBy, by),
      ...(unindexed === 0 ? [] : [line(words.note, words.unindexed(unindexed), true)]),
    ],
    sections,
    watermark: `${by} ${at} ${input.purpose}`,
    signatures: [],
    language: 'zh-CN',
  }
  const fields = pdfPrinter.missingGlyphs(model)
  if (fields.length > 0) return failure('ledger/print-missing-glyphs', { fields })
  const detail = { count: opened.length, records: opened.slice(0, 50).join(' ') }
  ctx.audit({ action: 'print', record: recordOf(input.of), ...withReference(input), detail })
  noticeUnusual(ctx, input, recordOf(input.of), 'subjectId' in input.of ? input.of.subjectId : null)
  const { pdf, pages } = await pdfPrinter.print(model)
  const answer: OutputOf<'lookup.print'> = { pdf, pages, fileName: `${title}-${at.replace(/\D/g, '')}.pdf` }
  return success(answer)
}

function recordOf(of: Input['of']): string {
  return 'subjectId' in of ? `subject:${of.subjectId}` : `place:${of.recordId}`
}

function subjectSections({ file, headline, records }: SubjectPaper): Section[] {
  const elements = (['name', 'idNumber', 'sex', 'birthDate', 'phone', 'address'] as const).filter(
    (element) => headline[element] !== '',
  )
  return [
    {
      title: words.headline,
      lines: elements.map((element) => line(words.elements[element], headline[element], element === 'address')),
    },
    ...conflictSection(file.conflicts),
    ...recordSections(records),
    ...timelineSection(file.timeline),
  ]
}

function placeSections({ file, names, records }: Extract<PlacePaper, { state: 'file' }>): Section[] {
  const { unit, floor, room } = file.inside
  const nameOf = (id: number): string => names.get(id) ?? ''
  const where = line(words.where, `${file.building}${unit}${floor}${room}`, true)
  const says = file.agreement === null ? [] : [line(words.agreement, words.agreements[file.agreement], true)]
  const people = file.people.map(({ subjectId, said }) => {
    const all = (['JZ', 'WG', 'WY', 'ZJ'] as const).map(
      (system) => `${systemName(system)}：${words.standings[said[system]]}`,
    )
    return line(nameOf(subjectId), all.join('　'), true)
  })
  const rooms = file.rooms.map(({ inside, people: living, agreement }) => {
    const list = living.map(({ subjectId }) => nameOf(subjectId)).join('、')
    return line(
      `${inside.unit}${inside.room}`,
      `${list === '' ? words.noPeople : list}（${words.agreements[agreement]}）`,
      true,
    )
  })
  const others = file.others.map(({ subjectId, about }) => line(words.titles[about], nameOf(subjectId), true))
  return [
    { title: words.place, lines: [where, ...says] },
    ...optional(words.people, people),
    ...optional(words.rooms, rooms),
    ...conflictSection(file.conflicts),
    ...optional(words.others, others),
    ...recordSections(records),
    ...timelineSection(file.timeline),
  ]
}

type Told = { kind: keyof typeof words.conflictKinds; system: SystemId; against: { system: SystemId } | null }

function conflictSection(conflicts: readonly Told[]): Section[] {
  const lines = conflicts.map(({ kind, system, against }) => {
    const other = against === null ? '' : `，${words.against}${systemName(against.system)}`
    return line(systemName(system), `${words.conflictKinds[kind]}${other}`, true)
  })
  return [{ title: words.conflicts, lines: lines.length > 0 ? lines : [line(words.nothing, '', true)] }]
}

function recordSections(records: readonly PaperRecord[]): Section[] {
  return records.map(({ system, day, fields }) => ({
    title: `${systemName(system)}　${day}`,
    lines: fields.map(({ label, value }) => line(label, value, value.length > 16)),
  }))
}

function timelineSection(timeline: readonly TimelineItem[]): Section[] {
  const lines = timeline.flatMap(({ on, of }) => {
    if (of.kind !== 'entry') return []
    const book = booksById.get(of.book)?.definition
    const state = book?.states.find(({ id }) => id === of.state)?.label.zh ?? of.state
    return [line(on, `${book?.label.zh ?? of.book}　${state}`, true)]
  })
  return optional(words.timeline, lines)
}

const optional = (title: string, lines: PrintLine[]): Section[] => (lines.length === 0 ? [] : [{ title, lines }])

function line(label: string, value: string, wide = false): PrintLine {
  return { field: label, label, value, wide }
}

function systemName(system: SystemId): string {
  return definition(system).name.zh
}
