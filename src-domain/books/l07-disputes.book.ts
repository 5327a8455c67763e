import type { FieldProblem } from '../../src-contract/books.ts'
import { addDays } from '../identifiers/calendar.ts'
import { define, field, option, plain, step, type BookSpec, type Due, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import { choice, count, course, day, longText, person, phone, stepDay, text, transferFields } from './field-shapes.ts'
import { draftError, draftWarning } from './problem.ts'
import { receiptAsks, receiptDue, transferAsks } from './transfer.ts'

/** Days after the closing on which is asked whether it holds. */
export const followUpDays = [7, 30, 90] as const

const mediation = { asks: ['mediationOn', 'consent', 'mediators'] }
const transfer = { asks: [...transferAsks], note: 'required' as const }

/** L07 矛盾纠纷: from the origin through mediation and performance to follow-ups at 7, 30 and 90 days. */
export const disputes: BookSpec = {
  ...plain,
  definition: define({
    id: 'L07',
    label: { zh: '矛盾纠纷', en: 'Disputes' },
    sections: [
      {
        id: 'dispute',
        label: { zh: '纠纷', en: 'Dispute' },
        fields: [
          occurredOn({ zh: '受理日期', en: 'Accepted on' }),
          choice(
            'origin',
            '来源',
            'Origin',
            [
              option('incident', '警情', 'Incident'),
              option('visit', '走访发现', 'Visit'),
              option('walk-in', '群众来所', 'Came to the station'),
              option('grid', '网格上报', 'Grid'),
              option('superior', '上级交办', 'Superior office'),
              option('other', '其他', 'Other'),
            ],
            { required: true, inList: true, carried: true, span: 3 },
          ),
          field({
            key: 'incidentNumber',
            label: { zh: '警情编号', en: 'Incident number' },
            kind: 'incident-number',
            span: 6,
            hint: { zh: '来源为警情的必填', en: 'Required where the origin is an incident' },
          }),
          choice(
            'kind',
            '纠纷类型',
            'Kind',
            [
              option('family', '婚姻家庭', 'Family'),
              option('neighbour', '邻里', 'Neighbours'),
              option('debt', '债务', 'Debt'),
              option('labour', '劳资', 'Labour'),
              option('housing', '房屋租赁', 'Housing'),
              option('property', '物业', 'Property management'),
              option('relationship', '情感', 'Relationship'),
              option('consumer', '消费', 'Consumer'),
              option('traffic', '交通', 'Traffic'),
              option('medical', '医患', 'Medical'),
              option('land', '土地山林', 'Land'),
              option('other', '其他', 'Other'),
            ],
            { required: true, inList: true, carried: true, span: 4 },
          ),
          address({ zh: '纠纷地点', en: 'Place' }),
          longText('summary', '纠纷简况', 'What it is about', { required: true, personal: true }),
        ],
      },
      {
        id: 'parties',
        label: { zh: '当事人', en: 'Parties' },
        fields: [
          person('partyA', '当事人甲', 'First party', { required: true, declarable: true, inList: true }),
          phone('partyAPhone', '甲方电话', 'Phone of the first', { span: 2 }),
          person('partyB', '当事人乙', 'Second party', { required: true, declarable: true, inList: true }),
          phone('partyBPhone', '乙方电话', 'Phone of the second', { span: 2 }),
          count('otherParties', '其他当事人数', 'Others', {
            hint: { zh: '只记人数，确有必要才记姓名', en: 'Only how many' },
          }),
        ],
      },
      duty(),
      course([
        stepDay('mediationOn', '调解日期', 'Mediated on'),
        choice(
          'consent',
          '是否自愿调解',
          'Consent to mediation',
          [
            option('both', '双方自愿', 'Both agree'),
            option('one-refuses', '一方不愿意', 'One refuses'),
            option('both-refuse', '双方不愿意', 'Both refuse'),
          ],
          { step: true, required: true },
        ),
        text('mediators', '调解人', 'Mediators', { step: true, personal: true, span: 6 }),
        choice(
          'agreementForm',
          '协议形式',
          'Form of the agreement',
          [
            option('written', '书面协议（双方签字）', 'Written and signed'),
            option('confirmed', '书面协议并司法确认', 'Written and confirmed by a court'),
            option('oral', '口头协议', 'Oral'),
          ],
          { step: true, required: true },
        ),
        stepDay('agreementSignedOn', '签订日期', 'Signed on'),
        text('agreementNumber', '协议编号', 'Agreement number', { step: true, required: true, maxLength: 60, span: 5 }),
        longText('agreementTerms', '协议内容', 'Terms', { step: true, required: true, personal: true }),
        day('deadline', '履行期限', 'To be performed by', { step: true, required: true, future: true, inList: true }),
        stepDay('failedOn', '调解终止日期', 'Given up on'),
        choice(
          'guidedTo',
          '引导途径',
          'Shown the way to',
          [
            option('court', '诉讼', 'Court'),
            option('arbitration', '仲裁', 'Arbitration'),
            option('committee', '人民调解委员会', 'Mediation committee'),
            option('administration', '行政裁决或复议', 'Administrative decision'),
            option('none', '双方自行协商', 'The parties themselves'),
          ],
          { step: true, required: true },
        ),
        ...transferFields(),
        stepDay('performanceOn', '开始履行日期', 'Performance began'),
        stepDay('closedOn', '办结日期', 'Closed on', { inList: true }),
        choice(
          'performance',
          '履行情况',
          'Performance',
          [
            option('full', '已全部履行', 'In full'),
            option('agreed', '部分履行，双方认可', 'In part, both content'),
            option('none', '未履行', 'Not performed'),
          ],
          { step: true, required: true },
        ),
        stepDay('followUp7On', '7 天回访日期', '7-day follow-up'),
        stepDay('followUp30On', '30 天回访日期', '30-day follow-up'),
        stepDay('followUp90On', '90 天回访日期', '90-day follow-up'),
        stepDay('relapsedOn', '反复日期', 'Relapsed on'),
      ]),
    ],
    states: [
      { id: 'accepted', label: { zh: '已受理', en: 'Accepted' }, initial: true },
      { id: 'mediation', label: { zh: '调解中', en: 'In mediation' } },
      { id: 'resolved', label: { zh: '已化解', en: 'Resolved' } },
      { id: 'failed', label: { zh: '调解未成', en: 'Failed' } },
      { id: 'transferred', label: { zh: '已移交（待回执）', en: 'Transferred, receipt open' } },
      { id: 'performance', label: { zh: '履行中', en: 'Being performed' } },
      { id: 'follow-up', label: { zh: '已办结（回访中）', en: 'Closed, followed up' } },
      { id: 'finished', label: { zh: '回访完毕', en: 'Follow-up complete' } },
      { id: 'relapse', label: { zh: '已反复', en: 'Relapsed' } },
      { id: 'handed-over', label: { zh: '已移交（已回执）', en: 'Transferred, receipt there' } },
      { id: 'ended', label: { zh: '终止调解', en: 'Ended without agreement' } },
    ],
    transitions: [
      step('mediate', 'accepted', 'mediation', { zh: '开始调解', en: 'Start mediation' }, mediation),
      step(
        'resolve',
        'mediation',
        'resolved',
        { zh: '达成协议', en: 'Agreement' },
        { asks: ['agreementForm', 'agreementSignedOn', 'agreementNumber', 'agreementTerms', 'deadline'] },
      ),
      step(
        'fail',
        'mediation',
        'failed',
        { zh: '调解未成', en: 'No agreement' },
        { asks: ['failedOn'], note: 'required' },
      ),
      step('mediate-anew', 'failed', 'mediation', { zh: '再次调解', en: 'Mediate again' }, mediation),
      step('end', 'failed', 'ended', { zh: '终止调解', en: 'End' }, { asks: ['guidedTo', 'closedOn'], review: true }),
      step('transfer', 'accepted', 'transferred', { zh: '移交', en: 'Transfer' }, transfer),
      step('transfer-mediated', 'mediation', 'transferred', { zh: '移交', en: 'Transfer' }, transfer),
      step('transfer-failed', 'failed', 'transferred', { zh: '移交', en: 'Transfer' }, transfer),
      step(
        'receipt',
        'transferred',
        'handed-over',
        { zh: '收到回执', en: 'Receipt came' },
        { asks: [...receiptAsks], review: true },
      ),
      step(
        'perform',
        'resolved',
        'performance',
        { zh: '进入履行', en: 'Being performed' },
        { asks: ['performanceOn'] },
      ),
      step(
        'close',
        'performance',
        'follow-up',
        { zh: '办结', en: 'Close' },
        { asks: ['closedOn', 'performance'], review: true },
      ),
      step(
        'follow-7',
        'follow-up',
        'follow-up',
        { zh: '7 天回访：未反复', en: '7 days: holds' },
        { asks: ['followUp7On'] },
      ),
      step(
        'follow-30',
        'follow-up',
        'follow-up',
        { zh: '30 天回访：未反复', en: '30 days: holds' },
        { asks: ['followUp30On'] },
      ),
      step(
        'follow-90',
        'follow-up',
        'finished',
        { zh: '90 天回访：未反复', en: '90 days: holds' },
        { asks: ['followUp90On'] },
      ),
      step(
        'relapse',
        'follow-up',
        'relapse',
        { zh: '登记反复', en: 'Record a relapse' },
        { asks: ['relapsedOn'], note: 'required' },
      ),
      step(
        'relapse-late',
        'finished',
        'relapse',
        { zh: '登记反复', en: 'Record a relapse' },
        { asks: ['relapsedOn'], note: 'required' },
      ),
      step(
        'break',
        'performance',
        'relapse',
        { zh: '未履行', en: 'Not performed' },
        { asks: ['relapsedOn'], note: 'required' },
      ),
      step('mediate-relapse', 'relapse', 'mediation', { zh: '再次调解', en: 'Mediate again' }, mediation),
    ],
    review: 'sampled',
    sort: 'occurredOn',
  }),
  prefill: { 'incident-number': 'incidentNumber', address: 'address', name: 'partyA', phone: 'partyAPhone' },
  summary: ['kind', 'partyA', 'partyB'],
  uniques: [
    {
      fields: ['incidentNumber'],
      states: ['accepted', 'mediation', 'resolved', 'performance'],
      code: 'incident-recorded',
    },
  ],
  place: 'door',
  stateOf: () => 'accepted',
  dues(state, values, calendar) {
    if (state === 'resolved' || state === 'performance') return due('deadline', dayIn(values, 'deadline'), false)
    if (state === 'follow-up') return followUps(values)
    // What was left out is not asked for any more once the ninety days are over.
    if (state === 'finished') return followUps(values).filter((one) => one.done)
    return receiptDue(state, values, calendar)
  },
  checkStep(taken, values, before) {
    const accepted = dayIn(before, 'occurredOn')
    switch (taken.id) {
      case 'resolve':
        return [
          ...(values['agreementForm'] === 'oral' ? [draftError('agreementForm', 'oral-only')] : []),
          ...notBefore('agreementSignedOn', values, dayIn(before, 'mediationOn') ?? accepted),
          ...notBefore('deadline', values, dayIn(values, 'agreementSignedOn')),
        ]
      case 'close':
        return [
          ...(values['performance'] === 'none' ? [draftError('performance', 'not-performed')] : []),
          ...notBefore('closedOn', values, dayIn(before, 'agreementSignedOn') ?? accepted),
        ]
      case 'follow-7':
      case 'follow-30':
      case 'follow-90':
        return checkFollowUp(Number(taken.id.slice('follow-'.length)), values, before)
      case 'receipt':
        return notBefore('receiptOn', values, dayIn(before, 'transferredOn'))
      default:
        return [...checkConsent(values), ...taken.asks.flatMap((key) => notBefore(key, values, accepted))]
    }
  },
  check: (values) =>
    values['origin'] === 'incident' && values['incidentNumber'] === undefined
      ? [draftError('incidentNumber', 'required')]
      : [],
}

function checkConsent(values: Values): FieldProblem[] {
  const said = values['consent']
  return said === undefined || said === 'both' ? [] : [draftError('consent', 'consent-missing')]
}

/** One per follow-up after the closing that now counts; those of an earlier closing are not of this one. */
function followUps(values: Values): Due[] {
  const closed = dayIn(values, 'closedOn')
  if (closed === null) return []
  return followUpDays.map((days) => {
    const on = dayIn(values, `followUp${days}On`)
    return { kind: `follow-up-${days}`, on: addDays(closed, days), done: on !== null && on >= closed } as const
  })
}

/** A follow-up comes after the one before it is due, so that three on one day do not pass for ninety days of peace. */
function checkFollowUp(days: number, values: Values, before: Values): FieldProblem[] {
  const key = `followUp${days}On`
  const closed = dayIn(before, 'closedOn')
  const on = dayIn(values, key)
  if (closed === null || on === null) return []
  if (on < closed) return [draftError(key, 'before-earlier-step', { date: closed })]
  const earlier = days === 90 ? 30 : days === 30 ? 7 : 0
  const first = addDays(closed, earlier)
  return on > first || days === 7 ? [] : [draftWarning(key, 'follow-up-early', { date: addDays(closed, days) })]
}
