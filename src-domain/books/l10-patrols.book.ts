import type { FieldProblem } from '../../src-contract/books.ts'
import { minutesSpan } from '../duty/shift-time.rules.ts'
import { define, field, option, plain, step, type BookSpec, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn } from './days.ts'
import type { Facts } from './facts.ts'
import { choice, count, longText } from './field-shapes.ts'
import { checkPlan, plannedDue, plannedOn } from './plans.ts'
import { draftError } from './problem.ts'

/** L10 巡逻群防: patrols, planned and done; nobody walks two at once. */
export const patrols: BookSpec = {
  ...plain,
  definition: define({
    id: 'L10',
    label: { zh: '巡逻群防', en: 'Patrols' },
    sections: [
      {
        id: 'patrol',
        label: { zh: '巡逻', en: 'Patrol' },
        fields: [
          occurredOn({ zh: '巡逻日期', en: 'Patrolled on' }),
          field({
            key: 'startTime',
            label: { zh: '开始时间', en: 'From' },
            kind: 'time',
            required: true,
            inList: true,
            carried: true,
            span: 2,
          }),
          field({
            key: 'endTime',
            label: { zh: '结束时间', en: 'To' },
            kind: 'time',
            required: true,
            inList: true,
            carried: true,
            span: 2,
          }),
          choice(
            'kind',
            '巡逻方式',
            'Kind',
            [
              option('foot', '步巡', 'On foot'),
              option('vehicle', '车巡', 'By vehicle'),
              option('joint', '联勤巡逻', 'Jointly'),
              option('volunteers', '群防群治', 'With volunteers'),
              option('school', '护学岗', 'School guard'),
              option('fixed', '定点值守', 'At a post'),
            ],
            { required: true, inList: true, carried: true, span: 3 },
          ),
          count('volunteers', '群防力量人数', 'Volunteers', { span: 2 }),
          { ...address({ zh: '巡逻区域', en: 'Area' }), personal: false },
          choice(
            'outcome',
            '巡逻结果',
            'Outcome',
            [option('nothing', '无异常', 'Nothing special'), option('findings', '有情况', 'Something found')],
            { inList: true, span: 3 },
          ),
          longText('findings', '发现及处置', 'Found and done', { personal: true }),
          plannedOn(),
        ],
      },
      duty(),
    ],
    states: [
      { id: 'planned', label: { zh: '已计划', en: 'Planned' }, initial: true },
      { id: 'done', label: { zh: '已巡逻', en: 'Done' }, initial: true },
      { id: 'closed', label: { zh: '已办结', en: 'Closed' } },
      { id: 'called-off', label: { zh: '已取消', en: 'Called off' } },
    ],
    transitions: [
      step(
        'patrol',
        'planned',
        'done',
        { zh: '完成巡逻', en: 'Record the patrol' },
        { asks: ['occurredOn', 'startTime', 'endTime', 'outcome', 'findings'] },
      ),
      step('call-off', 'planned', 'called-off', { zh: '取消', en: 'Call off' }, { note: 'required' }),
      step('close', 'done', 'closed', { zh: '办结', en: 'Close' }),
    ],
    spreads: ['L08', 'L12'],
    sort: 'occurredOn',
  }),
  prefill: { address: 'address' },
  summary: ['kind', 'address', 'startTime'],
  shift: { from: 'startTime', to: 'endTime', plannedState: 'planned' },
  place: 'area',
  recurs: true,
  stateOf: (values) => (values['outcome'] === undefined && values['plannedOn'] !== undefined ? 'planned' : 'done'),
  dues: (state, values) => plannedDue(state, values),
  checkStep: (taken, values, before, facts) =>
    taken.id === 'patrol' ? [...checkOutcome(values), ...checkShift({ ...before, ...values }, 'done', facts)] : [],
  check(values, facts) {
    const state = patrols.stateOf(values)
    return [
      ...checkPlan(values, state),
      ...(state === 'done' ? checkOutcome(values) : []),
      ...checkShift(values, state, facts),
    ]
  },
}

function checkOutcome(values: Values): FieldProblem[] {
  if (values['outcome'] === undefined) return [draftError('outcome', 'required')]
  return values['outcome'] === 'findings' && values['findings'] === undefined
    ? [draftError('findings', 'required')]
    : []
}

/** Two shifts of one person that touch the same minute; an end that is not after the start is on the next day. */
function checkShift(values: Values, state: string, facts: Facts): FieldProblem[] {
  const { startTime: from, endTime: to } = values
  const date = (state === 'planned' ? dayIn(values, 'plannedOn') : null) ?? dayIn(values, 'occurredOn')
  if (from === undefined || to === undefined || date === null || !isTime(from) || !isTime(to)) return []
  if (from === to) return [draftError('endTime', 'shift-empty')]
  const mine = minutesSpan({ date, shift: '', from, to })
  const other = facts.shifts.find((one) => {
    if (!isTime(one.from) || !isTime(one.to)) return false
    const span = minutesSpan({ date: one.day, shift: '', from: one.from, to: one.to })
    return mine.start < span.end && span.start < mine.end
  })
  return other === undefined
    ? []
    : [draftError('startTime', 'shift-overlap', { number: other.number, date: other.day })]
}

function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)
}
