import type { FieldProblem } from '../../src-contract/books.ts'
import { define, field, option, plain, step, type BookSpec, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import { choice, course, longText, person, phone, stepDay } from './field-shapes.ts'
import { incidentKinds } from './incident-kinds.ts'
import { draftError } from './problem.ts'

/** Working days from the report to the call-back. */
const callBackWithin = 3
const reclassify = { zh: '更改类别', en: 'Reclassify' }

/** L09 警情回访: what became of an incident; giving it another kind needs a second signer. */
export const incidentFollowUp: BookSpec = {
  ...plain,
  definition: define({
    id: 'L09',
    label: { zh: '警情回访', en: 'Incident follow-up' },
    sections: [
      {
        id: 'incident',
        label: { zh: '警情', en: 'Incident' },
        fields: [
          field({
            key: 'incidentNumber',
            label: { zh: '警情编号', en: 'Incident number' },
            kind: 'incident-number',
            required: true,
            inList: true,
            span: 4,
          }),
          occurredOn({ zh: '派警日期', en: 'Assigned on' }),
          field({ key: 'assignedAt', label: { zh: '派警时间', en: 'Assigned at' }, kind: 'time', span: 2 }),
          choice('kindBefore', '原警情类别', 'Kind as reported', incidentKinds, {
            required: true,
            inList: true,
            carried: true,
            span: 3,
          }),
          address({ zh: '警情地址', en: 'Place' }),
          person('caller', '报警人', 'Caller', { required: true, declarable: true, inList: true, span: 6 }),
          phone('phone', '报警电话', 'Caller’s phone', { required: true, span: 6 }),
          longText('content', '警情内容', 'What was reported', { personal: true }),
        ],
      },
      duty(),
      course([
        stepDay('arrivedOn', '到场日期', 'Arrived on'),
        field({
          key: 'arrivedAt',
          label: { zh: '到场时间', en: 'Arrived at' },
          kind: 'time',
          step: true,
          required: true,
          span: 3,
        }),
        choice('kindAfter', '核定类别', 'Kind as found', incidentKinds, {
          step: true,
          required: true,
          inList: true,
          span: 3,
        }),
        stepDay('reportedOn', '反馈日期', 'Reported on'),
        choice(
          'result',
          '处理结果',
          'Result',
          [
            option('mediated', '现场调解', 'Mediated on the spot'),
            option('handled', '已处理', 'Handled'),
            option('case', '受理立案', 'Case opened'),
            option('transferred', '移交处理', 'Transferred'),
            option('family', '联系家属', 'Family told'),
            option('advice', '口头教育', 'Told off'),
            option('nothing', '无警情', 'No incident'),
            option('open', '继续跟进', 'Goes on'),
          ],
          { step: true, required: true, inList: true },
        ),
        longText('resultText', '处理情况', 'What was done', { step: true, personal: true }),
        stepDay('calledBackOn', '回访日期', 'Called back on'),
        field({
          key: 'calledBackBy',
          label: { zh: '回访人', en: 'Called back by' },
          kind: 'account',
          step: true,
          required: true,
          span: 3,
        }),
        choice(
          'satisfaction',
          '回访评价',
          'Answer',
          [
            option('satisfied', '满意', 'Satisfied'),
            option('fairly', '基本满意', 'Fairly satisfied'),
            option('dissatisfied', '不满意', 'Dissatisfied'),
            option('no-answer', '未接通', 'Not reached'),
            option('declined', '不愿评价', 'Would not say'),
          ],
          { step: true, required: true, span: 3 },
        ),
        longText('callBackText', '回访情况', 'What was said', { step: true, personal: true }),
      ]),
    ],
    states: [
      { id: 'assigned', label: { zh: '已派警', en: 'Assigned' }, initial: true },
      { id: 'arrived', label: { zh: '已到场', en: 'Arrived' } },
      { id: 'reported', label: { zh: '已反馈（待回访）', en: 'Reported' } },
      { id: 'called-back', label: { zh: '已回访', en: 'Called back' } },
    ],
    transitions: [
      step('arrive', 'assigned', 'arrived', { zh: '登记到场', en: 'Arrived' }, { asks: ['arrivedOn', 'arrivedAt'] }),
      step(
        'report',
        'arrived',
        'reported',
        { zh: '反馈处警结果', en: 'Report' },
        { asks: ['kindAfter', 'reportedOn', 'result', 'resultText'] },
      ),
      step(
        'call-back',
        'reported',
        'called-back',
        { zh: '登记回访', en: 'Call back' },
        { asks: ['calledBackOn', 'calledBackBy', 'satisfaction', 'callBackText'] },
      ),
      step(
        'not-reached',
        'reported',
        'reported',
        { zh: '回访未接通', en: 'Not reached' },
        { asks: ['calledBackOn', 'calledBackBy', 'satisfaction'] },
      ),
      step('reclassify', 'reported', 'reported', reclassify, { asks: ['kindAfter'], note: 'required' }),
      step('reclassify-later', 'called-back', 'called-back', reclassify, { asks: ['kindAfter'], note: 'required' }),
    ],
    spreads: ['L07'],
    review: 'sampled',
    sort: 'occurredOn',
  }),
  prefill: { 'incident-number': 'incidentNumber', address: 'address', name: 'caller', phone: 'phone' },
  summary: ['incidentNumber', 'kindBefore'],
  uniques: [
    {
      fields: ['incidentNumber'],
      states: ['assigned', 'arrived', 'reported', 'called-back'],
      code: 'incident-recorded',
    },
  ],
  place: 'door',
  recurs: true,
  stateOf: () => 'assigned',
  dues(state, values, calendar) {
    const reported = dayIn(values, 'reportedOn')
    return state === 'reported'
      ? due('call-back', reported === null ? null : calendar.addWorkingDays(reported, callBackWithin), false)
      : []
  },
  stepNeedsReview: (taken, values, before) =>
    taken.asks.includes('kindAfter') &&
    values['kindAfter'] !== undefined &&
    values['kindAfter'] !== (before['kindAfter'] ?? before['kindBefore']),
  checkStep: (taken, values, before) => [
    ...notBefore('arrivedOn', values, dayIn(before, 'occurredOn')),
    ...notBefore('reportedOn', values, dayIn(before, 'arrivedOn')),
    ...notBefore('calledBackOn', values, dayIn(before, 'reportedOn')),
    ...checkAnswer(taken.id, values),
    ...(taken.id.startsWith('reclassify') &&
    values['kindAfter'] === before['kindAfter'] &&
    values['kindAfter'] !== undefined
      ? [draftError('kindAfter', 'nothing-new')]
      : []),
  ],
}

/** Somebody who was not reached has not been called back, and the other way round. */
function checkAnswer(stepId: string, values: Values): FieldProblem[] {
  const answer = values['satisfaction']
  if (answer === undefined) return []
  const reached = answer !== 'no-answer'
  return reached === (stepId === 'call-back') ? [] : [draftError('satisfaction', 'wrong-for-step')]
}
