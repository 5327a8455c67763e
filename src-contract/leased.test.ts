import { expect, test } from 'vitest'
import type { z } from 'zod'
import { contract, type MethodName } from './contract.ts'
import type { Method } from './method.ts'

/** They answer with a file, or sound as if they did, and go on when the lease is over. Why. */
const goOn: Partial<Record<MethodName, string>> = {
  'attachments.add': 'entry: the small picture of the file that was just added',
  'attachments.list': 'entry: small pictures beside the entry that somebody works on',
  'attachments.open': 'entry: a file of the entry that somebody works on, one at a time and audited',
  'exchange.template': 'an empty sheet',
  'duty.template': 'an empty sheet',
  'exchange.rejectedRows': 'entry: rows that somebody read in here, to be mended and read in again',
  'exchange.askExport': 'asks the chief; the export itself stops',
  'exchange.exportRequests': 'who asked for an export, and why; no content of records',
  'exchange.decideExport': 'a decision; the export itself stops',
  'evaluations.invitations': 'numbers of acts for the agency, without personal data',
  'evaluations.rejected': "the agency's own rows, without personal data, which it has to mend by a day",
  'returns.file': 'figures that are due; no personal data',
  'reports.print': 'scores of the staff, no data of residents',
  'reports.bundle': 'scores of the staff, no data of residents',
  'sync.pack': 'sealed to the platform: nobody who carries it can read it',
}

const discloses = /print|export|reveal|^raw|panel|batchFile|bundle|pdf/i
/** Their whole purpose is to find personal data. */
const lookingUp = ['lookup', 'outside']
/** Of the looking up, what shows no record. */
const lookupGoesOn: Partial<Record<MethodName, string>> = {
  'outside.next': 'the rest of an answer whose question stops',
}

type Def = Readonly<{
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  innerType?: z.ZodType
  valueType?: z.ZodType
  in?: z.ZodType
  out?: z.ZodType
  options?: readonly z.ZodType[]
  items?: readonly z.ZodType[]
}>

/** Whether it holds bytes anywhere. */
function hasBytes(type: z.ZodType, deep = 0): boolean {
  const def = type.def as unknown as Def
  if (def.type === 'custom') return true
  const { shape = {}, element, innerType, valueType, options = [], items = [] } = def
  const inner = [...Object.values(shape), element, innerType, valueType, def.in, def.out, ...options, ...items]
  return deep < 12 && inner.some((one) => one !== undefined && hasBytes(one, deep + 1))
}

const all = Object.entries(contract).flatMap(([feature, methods]) =>
  Object.entries(methods as Readonly<Record<string, Method>>).map(
    ([name, spec]) => ({ feature, name, full: `${feature}.${name}` as MethodName, spec }) as const,
  ),
)

test('whatever prints, exports or reveals personal data stops with the lease, or stands here with why it does not', () => {
  const free = all.filter(({ name, spec }) => !spec.leased && (discloses.test(name) || hasBytes(spec.output)))
  expect(free.map(({ full }) => full).toSorted()).toEqual(Object.keys(goOn).toSorted())
})

test('so does all looking up', () => {
  const free = all.filter(({ feature, spec }) => lookingUp.includes(feature) && !spec.leased)
  expect(free.map(({ full }) => full).toSorted()).toEqual(Object.keys(lookupGoesOn).toSorted())
})

test('what people enter, keep as a draft and have to do never stops', () => {
  const stopped = all.filter(({ spec }) => spec.leased).map(({ full }) => full)
  const never =
    /^(home|quality|sync|accounts|duty|linkage|returns|attachments)\.|^ledger\.(?!print$)|^paper\.(?!print$)/
  expect(stopped.filter((name) => never.test(name))).toEqual([])
  // A method that changes records is entry, unless it takes them out of here.
  const writes = all.filter(({ spec }) => spec.leased && spec.writes).map(({ full }) => full)
  expect(writes).toEqual(['distribution.exportBatch'])
})
