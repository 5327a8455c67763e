import type { Who } from '../../support/test-context.ts'
import type { Act, CampaignPc } from './campaign-pc.ts'
import type { Dice } from './dice.ts'

type Weights = Readonly<Record<Exclude<Act['kind'], 'step' | 'undo' | 'share' | 'import'>, number>> &
  Partial<Readonly<Record<Act['kind'], number>>>

const plainActs = { file: 15, correct: 45, helper: 8, void: 6 }
/** Steps, what is taken back, and what goes to the systems. */
const wideActs = { step: 25, undo: 8, share: 25 }
/** As many as all else together. */
const imports = { import: 120 }

/** People decide on what waits for them. */
export function likelyActs(pc: CampaignPc, wide: boolean, importing: boolean): Weights {
  const asked = pc.asked()
  return {
    ...plainActs,
    decide: pc.waitsForDecision() ? 40 : 2,
    settle: asked.conflicts ? 60 : 1,
    answer: asked.rejected ? 10 : 1,
    poison: 2,
    ...(wide ? wideActs : {}),
    ...(importing ? imports : {}),
  }
}

/** Whatever waits, so that the same choice is the same act. In the middle, where choices are ordinary, is correcting. */
export const anyActs: Weights = {
  ...{ file: 15, step: 25, helper: 8, share: 25 },
  correct: 45,
  ...{ void: 6, undo: 8, decide: 12, settle: 20, answer: 4, poison: 2 },
}

/** What somebody does next at a PC. */
export function someAct(dice: Dice, token: string, weights: Weights): Act {
  const nth = dice.below(2)
  const kind = dice.weighted(weights)
  switch (kind) {
    case 'file':
    case 'poison':
      return { kind, token }
    case 'correct':
      return { kind, nth, field: dice.pick(['object', 'object', 'signboard', 'description']), token }
    case 'helper':
      return { kind, nth, who: dice.pick<Who>(['otherOfficer', 'auxiliary', 'chief']), token }
    case 'void':
      return { kind, nth, token }
    case 'decide':
      return { kind, approve: dice.chance(0.7), token }
    case 'settle':
      return { kind, choice: dice.pick(['mine', 'theirs']), token }
    case 'answer':
      return { kind, answer: dice.pick(['again', 'give-up']) }
    case 'import':
      return { kind, first: dice.below(20), seconds: dice.below(12), token }
    case 'step':
      return { kind, nth, token }
    case 'undo':
      return { kind }
    case 'share':
      return { kind, what: dice.pick(['export', 'export', 'confirm', 'refuse', 'again']), token }
  }
}
