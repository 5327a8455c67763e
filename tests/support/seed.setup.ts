import fc from 'fast-check'

/**
 * Property tests of one commit always see the same inputs: a red run says something about the commit, not about luck. Other inputs are
 * tried with `BEATBOOK_SEED=random npx vitest run --project unit`, or with a number.
 */
const asked = process.env['BEATBOOK_SEED'] ?? '20261101'
fc.configureGlobal(asked === 'random' ? {} : { seed: Number(asked) })
