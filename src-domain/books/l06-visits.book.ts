import { define, field, option, plain, step, type BookSpec } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, notBefore } from './days.ts'
import { choice, course, stepDay } from './field-shapes.ts'
import { checkPlan, plannedDue, plannedOn } from './plans.ts'
import { draftError } from './problem.ts'

const results = [
  option('met', '已见面', 'Met'),
  option('met-relative', '见到同住人', 'Met somebody of the household'),
  option('not-met', '未见到', 'Not met'),
  option('refused', '拒绝走访', 'Refused'),
]
const visitAsks = ['occurredOn', 'result', 'residentName', 'phone', 'itemsChecked', 'findings']
const repeatAsks = ['repeatedOn', 'repeatResult']

/** L06 走访: a visit to a household; at most one in 30 days earns credit, a second one is filed with a warning. */
export const visits: BookSpec = {
  ...plain,
  definition: define({
    id: 'L06',
    label: { zh: '走访', en: 'Visits' },
    sections: [
      {
        id: 'visit',
        label: { zh: '走访情况', en: 'Visit' },
        fields: [
          occurredOn({ zh: '走访日期', en: 'Visited on' }),
          field({
            key: 'reason',
            label: { zh: '走访事由', en: 'Reason' },
            kind: 'choice',
            required: true,
            span: 4,
            inList: true,
            carried: true,
            options: [
              option('routine', '日常走访', 'Routine'),
              option('resident-check', '人口核查', 'Checking residents'),
              option('rental-check', '出租房检查', 'Checking a rental'),
              option('safety', '安全检查', 'Safety check'),
              option('follow-up', '回访', 'Follow-up'),
              option('request', '群众求助', 'Request for help'),
              option('care', '关爱帮扶', 'Care and support'),
              option('other', '其他', 'Other'),
            ],
          }),
          field({
            key: 'result',
            label: { zh: '走访结果', en: 'Result' },
            kind: 'choice',
            span: 5,
            inList: true,
            carried: true,
            options: results,
          }),
          address({ zh: '走访地址', en: 'Address visited' }),
          field({
            key: 'residentName',
            label: { zh: '走访对象', en: 'Person visited' },
            kind: 'person-name',
            required: true,
            personal: true,
            declarable: true,
            span: 6,
            inList: true,
          }),
          field({
            key: 'phone',
            label: { zh: '联系电话', en: 'Phone' },
            kind: 'phone',
            personal: true,
            declarable: true,
            span: 6,
          }),
          field({
            key: 'itemsChecked',
            label: { zh: '核查事项', en: 'Items checked' },
            kind: 'choices',
            span: 12,
            carried: true,
            options: [
              option('residents', '居住人员', 'Residents'),
              option('rental', '出租情况', 'Rental'),
              option('fire', '消防设施', 'Fire safety'),
              option('gas-electricity', '燃气用电', 'Gas and electricity'),
              option('fraud', '反诈提醒', 'Fraud warning given'),
              option('dispute', '矛盾纠纷', 'Disputes'),
              option('service', '便民需求', 'Services needed'),
            ],
          }),
          field({
            key: 'findings',
            label: { zh: '走访记录', en: 'Notes' },
            kind: 'long-text',
            personal: true,
            span: 12,
          }),
          plannedOn(),
        ],
      },
      duty(),
      course([
        stepDay('repeatedOn', '重访日期', 'Repeated on'),
        choice('repeatResult', '重访结果', 'Result of the repeat', results, { step: true, required: true }),
      ]),
    ],
    states: [
      { id: 'planned', label: { zh: '已计划', en: 'Planned' }, initial: true },
      { id: 'done', label: { zh: '已走访', en: 'Done' }, initial: true },
      { id: 'not-met', label: { zh: '未见到', en: 'Not met' }, initial: true },
      { id: 'repeated', label: { zh: '已重访', en: 'Repeated' } },
      { id: 'called-off', label: { zh: '已取消', en: 'Called off' } },
    ],
    transitions: [
      step('visit', 'planned', 'done', { zh: '完成走访', en: 'Record the visit' }, { asks: visitAsks }),
      step(
        'miss',
        'planned',
        'not-met',
        { zh: '记为未见到', en: 'Record as not met' },
        { asks: ['occurredOn', 'result', 'findings'] },
      ),
      step('call-off', 'planned', 'called-off', { zh: '取消', en: 'Call off' }, { note: 'required' }),
      step('repeat', 'done', 'repeated', { zh: '登记重访', en: 'Record a repeat' }, { asks: repeatAsks }),
      step('repeat-missed', 'not-met', 'repeated', { zh: '登记重访', en: 'Record a repeat' }, { asks: repeatAsks }),
      step('miss-again', 'not-met', 'not-met', { zh: '再次未见到', en: 'Not met again' }, { asks: repeatAsks }),
    ],
    spreads: ['L02', 'L03', 'L08', 'L04', 'L07', 'L12'],
    sort: 'occurredOn',
  }),
  prefill: { name: 'residentName', phone: 'phone', address: 'address' },
  summary: ['residentName', 'address'],
  household: { days: 30, states: ['done', 'repeated'] },
  recurs: true,
  stateOf(values) {
    if (values['result'] === undefined && values['plannedOn'] !== undefined) return 'planned'
    return wasMet(values['result']) ? 'done' : 'not-met'
  },
  dues: (state, values) => plannedDue(state, values),
  checkStep(taken, values, before) {
    const key = taken.asks.includes('repeatResult') ? 'repeatResult' : 'result'
    if (!taken.asks.includes(key)) return []
    if (values[key] === undefined) return [draftError(key, 'required')]
    return [
      ...(wasMet(values[key]) === (taken.to !== 'not-met') ? [] : [draftError(key, 'wrong-for-step')]),
      ...notBefore('repeatedOn', values, dayIn(before, 'occurredOn')),
    ]
  },
  check(values) {
    const state = visits.stateOf(values)
    if (state === 'planned') return checkPlan(values, state)
    return values['result'] === undefined ? [draftError('result', 'required')] : []
  },
}

/** Whether anybody of the household was met. */
function wasMet(result: string | undefined): boolean {
  return result === 'met' || result === 'met-relative'
}
