import { z } from 'zod'
import { AccountId, FileId, Instant } from '../ids.ts'
import { method } from '../method.ts'
import { RunId } from './assessment.shapes.ts'

/** A report of a run: the station's, or one officer's. */
export const ReportLine = z.object({
  /** null: the station's. */
  officerId: AccountId.nullable(),
  number: z.string(),
  name: z.string(),
  /** null: not signed yet. */
  signed: z.object({ at: Instant, by: z.string(), certificate: z.string() }).nullable(),
})
export type ReportLine = z.infer<typeof ReportLine>

/** Why a certificate file does not sign. */
export const keyErrors = [
  'reports/key-unreadable',
  'reports/key-passphrase',
  'reports/key-missing',
  'reports/key-weak',
  'reports/key-usage',
  'reports/key-early',
  'reports/key-expired',
  'reports/key-other-person',
] as const

/** 考评报告: printed from the frozen texts of a run, signed with the chief's certificate, archived in the replica. */
export const reportsContract = {
  list: method({
    input: z.object({ runId: RunId }).strict(),
    output: z.object({ reports: z.array(ReportLine), signed: z.number().int(), maySign: z.boolean() }),
    errors: ['assessment/gone'],
    roles: ['chief'],
  }),
  /** The PDF: the signed one where there is one. An officer gets the own one of a released run; `officerId` null is the station's. */
  print: method({
    input: z.object({ runId: RunId, officerId: AccountId.nullable() }).strict(),
    output: z.object({ pdf: z.instanceof(Uint8Array), fileName: z.string(), signed: z.boolean() }),
    errors: ['assessment/gone', 'assessment/not-yours', 'reports/missing-glyphs'],
    roles: ['chief', 'officer'],
  }),
  /**
   * Prints and signs what is not signed yet, the station's report last. Each report is archived by itself: what was signed before a
   * cancel stays, and the next call goes on from there.
   */
  sign: method({
    input: z.object({ runId: RunId, fileId: FileId, passphrase: z.string().max(200) }).strict(),
    output: z.object({ signed: z.number().int(), left: z.number().int() }),
    errors: ['assessment/gone', 'reports/not-released', 'reports/missing-glyphs', 'file/not-found', ...keyErrors],
    roles: ['chief'],
    writes: true,
  }),
  /** All signed reports of a run in one archive, the station's and the officers'. */
  bundle: method({
    input: z.object({ runId: RunId }).strict(),
    output: z.object({ bytes: z.instanceof(Uint8Array), fileName: z.string(), reports: z.number().int() }),
    errors: ['assessment/gone', 'reports/none-signed'],
    roles: ['chief'],
  }),
} as const
