import type { Who } from '../../support/test-context.ts'
import type { Act, CampaignPc } from './campaign-pc.ts'
import type { Dice } from './dice.ts'

/**
 * What somebody does next at a PC.
 *
 * @param wide also steps, what is taken back, and what goes to the systems
 */
export function someAct(dice: Dice, pc: CampaignPc, token: string, wide: boolean): Act {
  const nth = dice.below(2)
  const waits = pc.waiting()
  const kind = dice.weighted({
    file: 15,
    correct: 45,
    helper: 8,
    void: 6,
    // People decide on what waits for them.
    decide: pc.waitsForDecision() ? 40 : 2,
    settle: waits.conflicts > 0 ? 60 : 1,
    answer: waits.rejected > 0 ? 10 : 1,
    poison: 2,
    ...(wide ? { step: 25, undo: 8, share: 25 } : {}),
  })
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
    case 'step':
      return { kind, nth, token }
    case 'undo':
      return { kind }
    case 'share':
      return { kind, what: dice.pick(['export', 'export', 'confirm', 'refuse', 'again']), token }
  }
}
