import type { FieldProblem } from '../../src-contract/books.ts'
import { addDays } from '../identifiers/calendar.ts'
import { define, option, plain, step, type BookSpec, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import { choice, count, course, longText, stepDay, text } from './field-shapes.ts'
import { namesIn, personalDataIn } from './personal-data.ts'
import { checkPlan, plannedDue, plannedOn } from './plans.ts'
import { draftError } from './problem.ts'

/** Days after an event within which the receipt of the community or school is expected. */
const receiptWithin = 7
const free = ['title', 'material', 'remarks', 'address', 'receiptFrom']

/** L11 宣传: events, how many they reached and with what; counts only, nobody's name. */
export const outreach: BookSpec = {
  ...plain,
  definition: define({
    id: 'L11',
    label: { zh: '宣传', en: 'Outreach' },
    sections: [
      {
        id: 'event',
        label: { zh: '宣传活动', en: 'Event' },
        fields: [
          occurredOn({ zh: '活动日期', en: 'Held on' }),
          choice(
            'topic',
            '主题',
            'Topic',
            [
              option('fraud', '反诈', 'Fraud'),
              option('fire', '消防', 'Fire safety'),
              option('drugs', '禁毒', 'Drugs'),
              option('traffic', '交通安全', 'Road safety'),
              option('theft', '防盗', 'Theft'),
              option('minors', '未成年人保护', 'Protection of minors'),
              option('law', '法治', 'Law'),
              option('dogs', '文明养犬', 'Dogs'),
              option('other', '其他', 'Other'),
            ],
            { required: true, inList: true, carried: true, span: 3 },
          ),
          choice(
            'audience',
            '受众',
            'Group',
            [
              option('residents', '居民', 'Residents'),
              option('elderly', '老年人', 'The elderly'),
              option('pupils', '学生', 'Pupils'),
              option('employees', '企业职工', 'Employees'),
              option('traders', '商户', 'Traders'),
              option('temporary', '流动人口', 'Temporary residents'),
              option('other', '其他', 'Other'),
            ],
            { required: true, inList: true, carried: true, span: 3 },
          ),
          choice(
            'channel',
            '形式',
            'Form',
            [
              option('talk', '讲座', 'Talk'),
              option('doors', '入户', 'From door to door'),
              option('stall', '设点', 'Stall'),
              option('drill', '演练', 'Drill'),
              option('online', '线上', 'Online'),
            ],
            { required: true, carried: true, span: 3 },
          ),
          text('title', '活动名称', 'Title', { inList: true, span: 12 }),
          { ...address({ zh: '活动地点', en: 'Place' }), personal: false },
          count('headCount', '到场人数', 'Head count', {
            inList: true,
            hint: { zh: '只记人数，不记姓名', en: 'How many, not who' },
          }),
          text('material', '宣传资料', 'Material', { span: 6 }),
          count('materialCount', '发放份数', 'Copies'),
          longText('remarks', '备注', 'Remarks'),
          plannedOn(),
        ],
      },
      duty(),
      course([
        text('receiptFrom', '回执单位', 'Receipt from', { step: true, required: true, span: 6 }),
        stepDay('receiptOn', '回执日期', 'Receipt dated'),
        count('receiptCount', '回执确认人数', 'Head count confirmed', { step: true, required: true }),
      ]),
    ],
    states: [
      { id: 'planned', label: { zh: '已计划', en: 'Planned' }, initial: true },
      { id: 'held', label: { zh: '已开展（待回执）', en: 'Held' }, initial: true },
      { id: 'receipt', label: { zh: '已回执', en: 'Receipt there' } },
      { id: 'called-off', label: { zh: '已取消', en: 'Called off' } },
    ],
    transitions: [
      step(
        'hold',
        'planned',
        'held',
        { zh: '登记开展', en: 'Record the event' },
        { asks: ['occurredOn', 'headCount', 'material', 'materialCount'] },
      ),
      step('call-off', 'planned', 'called-off', { zh: '取消', en: 'Call off' }, { note: 'required' }),
      step(
        'receipt',
        'held',
        'receipt',
        { zh: '登记回执', en: 'Receipt came' },
        { asks: ['receiptFrom', 'receiptOn', 'receiptCount'] },
      ),
    ],
    sort: 'occurredOn',
  }),
  prefill: { address: 'address' },
  summary: ['topic', 'title'],
  place: 'area',
  recurs: true,
  stateOf: (values) => (values['headCount'] === undefined && values['plannedOn'] !== undefined ? 'planned' : 'held'),
  dues(state, values) {
    const held = dayIn(values, 'occurredOn')
    if (state === 'held') return due('receipt', held === null ? null : addDays(held, receiptWithin), false)
    return plannedDue(state, values)
  },
  checkStep: (taken, values, before) => [
    ...(taken.id === 'hold' ? checkCount(values) : []),
    ...notBefore('receiptOn', values, dayIn(before, 'occurredOn')),
    ...countsOnly(values),
  ],
  check(values) {
    const state = outreach.stateOf(values)
    return [...checkPlan(values, state), ...(state === 'held' ? checkCount(values) : []), ...countsOnly(values)]
  },
}

function checkCount(values: Values): FieldProblem[] {
  return values['headCount'] === undefined ? [draftError('headCount', 'required')] : []
}

function countsOnly(values: Values): FieldProblem[] {
  return free.flatMap((key) => [...personalDataIn(key, values[key]), ...namesIn(key, values[key])])
}
