import type { FieldProblem } from '../../src-contract/books.ts'
import type { Calendar } from '../duty/calendar.rules.ts'
import { define, field, option, plain, step, type BookSpec, type Due, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import { choice, course, day, documentPair, longText, person, phone, stepDay } from './field-shapes.ts'
import { draftWarning } from './problem.ts'

/** Items and the working days within which they are promised (承诺时限). */
const items = [
  { days: 5, item: option('residence', '居住登记', 'Registration of residence') },
  { days: 3, item: option('certificate', '开具证明', 'Certificate') },
  { days: 3, item: option('household', '户籍咨询', 'Household registration') },
  { days: 1, item: option('lost', '失物招领', 'Lost property') },
  { days: 1, item: option('missing', '走失求助', 'Missing person') },
  { days: 5, item: option('parking', '车辆停放', 'Parking') },
  { days: 5, item: option('dog', '养犬', 'Dogs') },
  { days: 5, item: option('at-home', '上门服务', 'Service at home') },
  { days: 10, item: option('elderly-care', '老人关爱', 'Care for the elderly') },
  { days: 10, item: option('relief', '困难帮扶', 'Relief') },
  { days: 10, item: option('disability', '残疾人服务', 'Service for the disabled') },
  { days: 5, item: option('other', '其他', 'Other') },
] as const
const promised: ReadonlyMap<string, number> = new Map(items.map(({ days, item }) => [item.value, days]))

const returned = { asks: ['returnedOn', 'returnReason'] }
const finish = { asks: ['finishedOn', 'result', 'resultText'] }

/** L12 便民服务: a request, its clock, and whether it was answered on time. */
export const serviceRequests: BookSpec = {
  ...plain,
  definition: define({
    id: 'L12',
    label: { zh: '便民服务', en: 'Service requests' },
    sections: [
      {
        id: 'request',
        label: { zh: '事项', en: 'Request' },
        fields: [
          occurredOn({ zh: '受理日期', en: 'Accepted on' }),
          choice(
            'item',
            '服务事项',
            'Item',
            items.map(({ item }) => item),
            { required: true, inList: true, carried: true, span: 4 },
          ),
          day('dueOn', '办理期限', 'Due on', {
            future: true,
            inList: true,
            hint: { zh: '留空按承诺时限（工作日）计算', en: 'Empty: by the promised working days' },
          }),
          field({
            key: 'plate',
            label: { zh: '号牌号码', en: 'Plate' },
            kind: 'plate',
            personal: true,
            declarable: true,
            span: 2,
          }),
          longText('content', '诉求内容', 'What is asked for', { required: true, personal: true }),
        ],
      },
      {
        id: 'applicant',
        label: { zh: '申请人', en: 'Applicant' },
        fields: [
          person('applicant', '申请人', 'Applicant', { required: true, declarable: true, inList: true }),
          phone('phone', '联系电话', 'Phone', { required: true, inList: true, span: 8 }),
          ...documentPair({ required: false, inList: false }),
          address({ zh: '事项地址', en: 'Address' }),
        ],
      },
      duty(),
      course([
        stepDay('signedOn', '签收日期', 'Taken on'),
        stepDay('finishedOn', '办结日期', 'Finished on', { inList: true }),
        choice(
          'result',
          '办理结果',
          'Result',
          [
            option('granted', '已办成', 'Done'),
            option('answered', '已答复', 'Answered'),
            option('referred', '已转有权部门', 'Referred'),
            option('refused', '不予办理', 'Refused'),
          ],
          { step: true, required: true, inList: true },
        ),
        longText('resultText', '办理情况', 'What was done', { step: true, personal: true }),
        stepDay('returnedOn', '退回日期', 'Returned on'),
        choice(
          'returnReason',
          '退回原因',
          'Why returned',
          [
            option('papers', '材料不全', 'Papers missing'),
            option('not-ours', '不属受理范围', 'Not ours'),
            option('not-reached', '联系不上', 'Not reached'),
            option('withdrawn', '申请人撤回', 'Withdrawn'),
          ],
          { step: true, required: true },
        ),
        stepDay('resubmittedOn', '补正日期', 'Completed on'),
      ]),
    ],
    states: [
      { id: 'accepted', label: { zh: '待签收', en: 'Accepted' }, initial: true },
      { id: 'in-work', label: { zh: '办理中', en: 'In work' } },
      { id: 'done', label: { zh: '已办结', en: 'Done' } },
      { id: 'returned', label: { zh: '退回补正', en: 'Returned' } },
    ],
    transitions: [
      step('sign', 'accepted', 'in-work', { zh: '签收', en: 'Take on' }, { asks: ['signedOn'] }),
      step('finish', 'in-work', 'done', { zh: '办结', en: 'Finish' }, finish),
      step('return', 'in-work', 'returned', { zh: '退回补正', en: 'Return' }, returned),
      step('return-unsigned', 'accepted', 'returned', { zh: '退回补正', en: 'Return' }, returned),
      step(
        'resubmit',
        'returned',
        'in-work',
        { zh: '补正重办', en: 'Completed' },
        { asks: ['resubmittedOn', 'dueOn'] },
      ),
    ],
    sort: 'occurredOn',
  }),
  prefill: { name: 'applicant', phone: 'phone', 'id-number': 'documentNumber', plate: 'plate', address: 'address' },
  summary: ['item', 'applicant'],
  documents: { kind: 'documentKind', number: 'documentNumber' },
  place: 'door',
  recurs: true,
  stateOf: () => 'accepted',
  dues: clock,
  checkStep: (taken, values, before, { calendar }) => [
    ...taken.asks.flatMap((key) => notBefore(key, values, lastDay(taken.id, before))),
    ...(taken.id === 'finish' ? checkOnTime({ ...before, ...values }, calendar) : []),
  ],
  check: (values) => notBefore('dueOn', values, dayIn(values, 'occurredOn')),
}

/** Last day on which a request is answered on time: the day that was set, or the promised working days; anew after a completion. */
export function serviceDueOn(values: Values, calendar: Calendar): string | null {
  const set = dayIn(values, 'dueOn')
  const from = dayIn(values, 'resubmittedOn') ?? dayIn(values, 'occurredOn')
  if (set !== null && (from === null || set >= from)) return set
  const days = promised.get(values['item'] ?? '')
  return from === null || days === undefined ? null : calendar.addWorkingDays(from, days)
}

/** The clock stands still while a request is with the applicant. */
function clock(state: string, values: Values, calendar: Calendar): Due[] {
  return state === 'returned' ? [] : due('deadline', serviceDueOn(values, calendar), state === 'done')
}

function lastDay(stepId: string, before: Values): string | null {
  if (stepId === 'resubmit') return dayIn(before, 'returnedOn')
  return dayIn(before, 'occurredOn')
}

function checkOnTime(values: Values, calendar: Calendar): FieldProblem[] {
  const last = serviceDueOn(values, calendar)
  const finished = dayIn(values, 'finishedOn')
  if (last === null || finished === null || finished <= last) return []
  return [draftWarning('finishedOn', 'finished-late', { date: last })]
}
