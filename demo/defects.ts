import { z } from 'zod'
import defaults from '../resources/catalogs/demo/defects-default.json' with { type: 'json' }
import type { SystemId } from '../src-contract/systems.ts'
import type { Random } from './random.ts'

const rate = z.number().min(0).max(1)
const bySystem = z.object({ JZ: rate, JCJ: rate, MZ: rate, WG: rate, WY: rate, YJ: rate, ZJ: rate }).strict()

/** What can be wrong with a record. Every kind has a rate per system; README.md says what each is a rate of. */
export const defectKinds = [
  'wrongDoor',
  'missingFloor',
  'addressVariant',
  'late',
  'duplicate',
  'nameVariant',
  'nameMissing',
  'phoneMissing',
  'phoneChanged',
  'idMissing',
  'idDamaged',
  'idOfAnother',
  'birthDateWrong',
  'movedNotUpdated',
  'twoCurrent',
  'occupancyWrong',
  'oneSided',
  'unitCodeWrong',
  'belowStandard',
  'usccDamaged',
] as const
export type DefectKind = (typeof defectKinds)[number]

export const nameVariantKinds = ['homophone', 'lookalike', 'traditional', 'typo', 'alias'] as const
export type NameVariantKind = (typeof nameVariantKinds)[number]

const weight = z.number().min(0).max(1000)
const rates = Object.fromEntries(defectKinds.map((kind) => [kind, bySystem])) as Record<DefectKind, typeof bySystem>

/** The defect file: every rate from 0 to 1, per system. */
export const Defects = z
  .object({
    version: z.literal('1'),
    /** Share of what a system ought to know that it does know. */
    coverage: bySystem,
    ...rates,
    nameVariantKinds: z
      .object({ homophone: weight, lookalike: weight, traditional: weight, typo: weight, alias: weight })
      .strict(),
  })
  .strict()
export type Defects = z.infer<typeof Defects>

/** Part of a defect file: what it leaves out stays at the default; a number stands for all seven systems. */
export const DefectsOverride = z
  .object({
    version: z.literal('1').optional(),
    coverage: z.union([rate, bySystem.partial()]).optional(),
    ...(Object.fromEntries(
      defectKinds.map((kind) => [kind, z.union([rate, bySystem.partial()]).optional()]),
    ) as unknown as Record<
      DefectKind,
      z.ZodOptional<z.ZodUnion<[typeof rate, z.ZodType<Partial<Record<SystemId, number>>>]>>
    >),
    nameVariantKinds: z
      .object({ homophone: weight, lookalike: weight, traditional: weight, typo: weight, alias: weight })
      .partial()
      .strict()
      .optional(),
  })
  .strict()
export type DefectsOverride = z.infer<typeof DefectsOverride>

/** The committed rates (resources/catalogs/demo/defects-default.json). */
export const defaultDefects: Defects = Defects.parse(defaults)

const everywhere = (value: number): Record<SystemId, number> => ({
  JZ: value,
  JCJ: value,
  MZ: value,
  WG: value,
  WY: value,
  YJ: value,
  ZJ: value,
})

/**
 * Reads the content of a defect file (parsed JSON) over the defaults. A kind that the file does not name keeps its default,
 * also per system. `problem` names the first key that is wrong, for the person who wrote the file.
 */
export function resolveDefects(json: unknown): { ok: true; defects: Defects } | { ok: false; problem: string } {
  const read = DefectsOverride.safeParse(json)
  if (!read.success) {
    const issue = read.error.issues[0]
    return { ok: false, problem: `${issue?.path.join('.') || '(file)'}: ${issue?.message ?? 'not a defect file'}` }
  }
  const merged: Record<string, unknown> = { ...defaultDefects }
  for (const kind of ['coverage', ...defectKinds] as const) {
    const given = read.data[kind]
    if (given === undefined) continue
    merged[kind] = typeof given === 'number' ? everywhere(given) : { ...defaultDefects[kind], ...given }
  }
  merged['nameVariantKinds'] = { ...defaultDefects.nameVariantKinds, ...read.data.nameVariantKinds }
  const full = Defects.safeParse(merged)
  if (!full.success) return { ok: false, problem: full.error.issues[0]?.message ?? 'not a defect file' }
  if (Object.values(full.data.nameVariantKinds).every((share) => share === 0)) {
    return { ok: false, problem: 'nameVariantKinds: at least one weight must be above 0' }
  }
  return full.data ? { ok: true, defects: full.data } : { ok: false, problem: 'not a defect file' }
}

/** How often a defect could have happened and how often it did; keys are `kind system`. */
export interface Tally {
  readonly eligible: ReadonlyMap<string, number>
  readonly happened: ReadonlyMap<string, number>
}

const rolled = ['coverage', ...defectKinds] as const
const rolledIndex = Object.fromEntries(rolled.map((kind, i) => [kind, i])) as Record<DefectKind | 'coverage', number>

/** Decides the defects of one system by their rates and counts what it decided, so that a test can hold the counts against the rates. */
export class DefectDice {
  readonly defects: Defects
  readonly system: SystemId
  readonly #rates: Float64Array
  readonly #eligible = new Uint32Array(rolled.length)
  readonly #happened = new Uint32Array(rolled.length)

  constructor(defects: Defects, system: SystemId) {
    this.defects = defects
    this.system = system
    this.#rates = Float64Array.from(rolled, (kind) => defects[kind][system])
  }

  roll(kind: DefectKind | 'coverage', random: Random): boolean {
    const index = rolledIndex[kind]
    const happened = random.next() < (this.#rates[index] as number)
    this.#eligible[index] = (this.#eligible[index] as number) + 1
    if (happened) this.#happened[index] = (this.#happened[index] as number) + 1
    return happened
  }

  /** Adds the counts so far to a table of all systems. */
  addTo(tally: { eligible: Map<string, number>; happened: Map<string, number> }): void {
    rolled.forEach((kind, i) => {
      tally.eligible.set(`${kind} ${this.system}`, this.#eligible[i] as number)
      tally.happened.set(`${kind} ${this.system}`, this.#happened[i] as number)
    })
  }
}
