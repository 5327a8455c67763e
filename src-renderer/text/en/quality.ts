import type { CorrectionState, QualityItem } from '../../../src-contract/features/quality.contract.ts'
import type { quality as zh } from '../zh-CN/quality.ts'

const correctionStates: Record<CorrectionState, string> = {
  waiting: 'to be sent',
  sent: 'sent, no answer yet',
  exported: 'exported, unconfirmed',
  shared: 'taken over',
  rejected: 'sent back',
  cancelled: 'cancelled',
}
const refusals: Record<string, string> = {
  'unknown-field': 'the system has no such field',
  'unknown-system': 'the platform does not know this system',
  missing: 'something is missing',
  invalid: 'not a valid value',
  refused: 'the system will not change it',
  'cancelled-late': 'cancelled too late, the system had taken it',
  'cancelled-unanswered':
    'handed over before it was cancelled, and not answered: ask at the system whether it was changed',
}

export const quality: typeof zh = {
  title: 'Data quality',
  kind: 'Conflict',
  system: 'System',
  field: 'Field',
  sentence: 'What is wrong',
  age: 'Age',
  days: (n: string) => `${n} d`,
  assignee: 'Assigned to',
  reason: 'Reason',
  reasonHint: 'What was found out (two characters or more)',
  state: 'State',
  states: { open: 'open', checked: 'checked', requested: 'correction asked for' },
  allKinds: 'All conflicts',
  allSystems: 'All systems',
  mine: 'Only mine',
  measures: (open: string, checked: string, requested: string, oldest: string | null) =>
    `${open} open, ${checked} checked, ${requested} corrections asked for${oldest === null ? '' : `; oldest ${oldest} days`}`,
  waiting: (n: string) => `(${n} files are still being looked at)`,
  first: (shown: string, total: string) => `${total} in all, the oldest ${shown} are listed`,
  chosen: (n: string) => `${n} chosen`,
  settle: 'Mark as checked',
  request: 'Ask for a correction',
  requestMeans: 'Goes to the system with the next exchange; its answer is shown under “correction asked for”',
  proposed: 'Should be',
  proposedHint: 'Should be (empty: the other record’s value)',
  proposedMany: 'Several: each other record’s value',
  proposedAgain: 'Should be (empty: as before)',
  correction: 'What became of it',
  standing: (correction: QualityItem['correction']): string => {
    if (correction === null) return 'asked for earlier, without a value: not sent'
    const { state, refusal, receipt } = correction
    const [code = ''] = refusal?.split(':') ?? []
    const said = refusal === null ? null : (refusals[code] ?? refusal)
    return [correctionStates[state], state === 'shared' ? receipt : null, said].filter(Boolean).join(': ')
  },
  sendAgain: 'Change and send again',
  sendAgainMeans: 'Choose one that was sent back, give a reason, and another value where it needs one',
  sentAgain: 'Asked for again; it goes out with the next exchange.',
  settled: (n: string) => `${n} marked as checked. They come back when the values change.`,
  requested: (n: string, withoutValue: string, notTaken: string) =>
    [
      `${n} corrections asked for; they go out with the next exchange.`,
      withoutValue === '0' ? '' : ` ${withoutValue} have no other record: say for each what it should be.`,
      notTaken === '0' ? '' : ` ${notTaken} are of fields that the system takes no corrections of.`,
    ].join(''),
  assign: 'Assign to …',
  nobody: 'Nobody',
  assigned: (n: string) => `${n} assigned`,
  emptyTitle: 'No such conflicts',
  emptyText: 'Choose another state, kind or system. New data is looked at in the background.',
}
