import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { valuesOf } from './merge.rules.ts'
import { rulesOf, type TableRules } from './tables.ts'

/**
 * Rules for a change of an entry that comes with its steps: whoever was offline took several, and the row says only where the last one led.
 * It may come to any state to which the steps that are told of lead, one by one.
 *
 * @param told what comes, or was held back, together with it
 */
export function rulesWithSteps(mutation: Pick<Mutation, 'table' | 'id'>, told: readonly Mutation[]): TableRules {
  const rules = rulesOf(mutation.table)
  if (mutation.table !== 'entries') return rules
  const steps = told.filter(({ table }) => table === 'entry_events').map(valuesOf)
  const states = new Set(steps.filter((step) => step['entry'] === mutation.id).flatMap(statesOf))
  if (states.size === 0) return rules
  return {
    ...rules,
    mayPass: (field, from, to, fields) =>
      rules.mayPass(field, from, to, fields) ||
      (field === 'state' && leads({ rules, states, fields }, String(from), String(to))),
  }
}

const statesOf = ({ from, to }: Fields): string[] => [from, to].filter((state) => typeof state === 'string')

type Told = { readonly rules: TableRules; readonly states: ReadonlySet<string>; readonly fields: Fields }

/** Over states that are told of, each of them a step from the one before. */
function leads({ rules, states, fields }: Told, from: string, to: string): boolean {
  const reached = [from]
  for (const state of reached) {
    if (state === to) return true
    for (const next of states)
      if (!reached.includes(next) && rules.mayPass('state', state, next, fields)) reached.push(next)
  }
  return false
}
