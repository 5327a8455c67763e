import type { FieldProblem } from '../../src-contract/books.ts'
import type { Calendar } from '../duty/calendar.rules.ts'
import { define, field, option, plain, step, type BookSpec, type Due, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import {
  choice,
  course,
  day,
  longText,
  person,
  phone,
  signboard,
  stepDay,
  text,
  transferFields,
} from './field-shapes.ts'
import { draftError, draftWarning } from './problem.ts'
import { receiptAsks, receiptDue, transferAsks } from './transfer.ts'

/** Working days from finding to the notice (责令改正通知书), and from the deadline to the re-inspection. */
const noticeWithin = 3
const reinspectWithin = 3

const ofHazard = ['kind', 'level', 'rule', 'description'] as const
const reinspection = ['reinspectedOn', 'reinspector', 'reinspectionEvidence']
const transfer = { asks: [...transferAsks], note: 'required' as const }

/** L08 隐患: found, ordered, rectified, re-inspected by another, closed. An inspection that finds nothing is filed too. */
export const hazards: BookSpec = {
  ...plain,
  definition: define({
    id: 'L08',
    label: { zh: '隐患', en: 'Hazards' },
    sections: [
      {
        id: 'inspection',
        label: { zh: '检查', en: 'Inspection' },
        fields: [
          occurredOn({ zh: '检查日期', en: 'Inspected on' }),
          choice(
            'found',
            '检查结果',
            'Found',
            [option('hazard', '发现隐患', 'A hazard'), option('none', '未发现隐患', 'Nothing')],
            { required: true, span: 3 },
          ),
          text('object', '检查对象', 'Inspected', {
            required: true,
            inList: true,
            span: 6,
            hint: {
              zh: '单位、场所或住户，单位可填招牌名',
              en: 'An organisation (the name over the door will do), a place or a home',
            },
          }),
          signboard({ span: 6 }),
          field({
            key: 'uscc',
            label: { zh: '统一社会信用代码', en: 'Unified social credit code' },
            kind: 'uscc',
            declarable: true,
            span: 6,
          }),
          address({ zh: '地点', en: 'Place' }),
          person('personInCharge', '负责人', 'Person in charge', { declarable: true, span: 6 }),
          phone('phone', '联系电话', 'Phone', { span: 6 }),
        ],
      },
      {
        id: 'hazard',
        label: { zh: '隐患情况', en: 'Hazard' },
        fields: [
          choice(
            'kind',
            '隐患类别',
            'Kind',
            [
              option('fire', '消防', 'Fire'),
              option('gas', '燃气', 'Gas'),
              option('electricity', '用电', 'Electricity'),
              option('e-bike', '电动自行车充电', 'Charging of e-bikes'),
              option('evacuation', '疏散通道', 'Escape routes'),
              option('hazardous-goods', '危险物品', 'Hazardous goods'),
              option('security', '治安防范', 'Security'),
              option('building', '建筑安全', 'Building'),
              option('traffic', '交通', 'Traffic'),
              option('other', '其他', 'Other'),
            ],
            { inList: true, span: 4 },
          ),
          choice(
            'level',
            '隐患等级',
            'Level',
            [option('general', '一般隐患', 'General'), option('major', '重大隐患', 'Major')],
            { inList: true, span: 3 },
          ),
          text('rule', '违反规定', 'Rule', { span: 5 }),
          longText('description', '隐患情况', 'What was found'),
        ],
      },
      duty(),
      course([
        text('noticeNumber', '通知书编号', 'Notice number', { step: true, required: true, span: 6, maxLength: 60 }),
        stepDay('noticeOn', '送达日期', 'Notice served on'),
        day('rectifyBy', '整改期限', 'To be rectified by', { step: true, required: true, future: true, inList: true }),
        stepDay('rectifiedOn', '整改日期', 'Rectified on'),
        longText('rectification', '整改情况', 'Rectification', { step: true, required: true }),
        stepDay('reinspectedOn', '复查日期', 'Re-inspected on'),
        field({
          key: 'reinspector',
          label: { zh: '复查人', en: 'Re-inspected by' },
          kind: 'account',
          step: true,
          required: true,
          span: 4,
        }),
        longText('reinspectionEvidence', '复查证据', 'Evidence', {
          step: true,
          required: true,
          hint: { zh: '复查所见及附件说明', en: 'What was seen, and what is attached' },
        }),
        stepDay('closedOn', '办结日期', 'Closed on'),
        ...transferFields(),
      ]),
    ],
    states: [
      { id: 'found', label: { zh: '已发现', en: 'Found' }, initial: true },
      { id: 'clear', label: { zh: '检查未见隐患', en: 'Nothing found' }, initial: true },
      { id: 'ordered', label: { zh: '责令整改', en: 'Ordered' } },
      { id: 'rectified', label: { zh: '已整改（待复查）', en: 'Rectified' } },
      { id: 'reinspected', label: { zh: '已复查', en: 'Re-inspected' } },
      { id: 'transferred', label: { zh: '已移交（待回执）', en: 'Transferred, receipt open' } },
      { id: 'closed', label: { zh: '已办结', en: 'Closed' } },
      { id: 'handed-over', label: { zh: '已移交（已回执）', en: 'Transferred, receipt there' } },
    ],
    transitions: [
      step(
        'order',
        'found',
        'ordered',
        { zh: '责令整改', en: 'Order' },
        { asks: ['noticeNumber', 'noticeOn', 'rectifyBy'] },
      ),
      step(
        'rectify',
        'ordered',
        'rectified',
        { zh: '登记整改', en: 'Rectified' },
        { asks: ['rectifiedOn', 'rectification'] },
      ),
      step(
        'reinspect',
        'rectified',
        'reinspected',
        { zh: '复查合格', en: 'Re-inspected' },
        { asks: reinspection, byAnother: true },
      ),
      step(
        'reinspect-failed',
        'rectified',
        'ordered',
        { zh: '复查不合格', en: 'Not yet rectified' },
        { asks: [...reinspection, 'rectifyBy'], byAnother: true, note: 'required' },
      ),
      step(
        'reinspect-overdue',
        'ordered',
        'ordered',
        { zh: '逾期未改复查', en: 'Re-inspected, not rectified' },
        { asks: [...reinspection, 'rectifyBy'], byAnother: true, note: 'required' },
      ),
      step('close', 'reinspected', 'closed', { zh: '办结', en: 'Close' }, { asks: ['closedOn'], review: true }),
      step('transfer', 'found', 'transferred', { zh: '移交', en: 'Transfer' }, transfer),
      step('transfer-ordered', 'ordered', 'transferred', { zh: '移交', en: 'Transfer' }, transfer),
      step('transfer-reinspected', 'reinspected', 'transferred', { zh: '移交', en: 'Transfer' }, transfer),
      step(
        'receipt',
        'transferred',
        'handed-over',
        { zh: '收到回执', en: 'Receipt came' },
        { asks: [...receiptAsks], review: true },
      ),
    ],
    review: 'sampled',
    sort: 'occurredOn',
  }),
  prefill: { 'organisation-name': 'object', uscc: 'uscc', address: 'address', name: 'personInCharge', phone: 'phone' },
  summary: ['object', 'kind', 'address'],
  organisation: ['object', 'signboard'],
  inspects: { book: 'L05', fields: { name: 'object', uscc: 'uscc', address: 'address' } },
  place: 'door',
  recurs: true,
  stateOf: (values) => (values['found'] === 'none' ? 'clear' : 'found'),
  dues: (state, values, calendar) => [...hazardDue(state, values, calendar), ...receiptDue(state, values, calendar)],
  checkStep(taken, values, before, { calendar }) {
    const found = dayIn(before, 'occurredOn')
    switch (taken.id) {
      case 'order':
        return [
          ...notBefore('noticeOn', values, found),
          ...checkNotice(values, found, calendar),
          ...notBefore('rectifyBy', values, dayIn(values, 'noticeOn')),
        ]
      case 'rectify':
        return notBefore('rectifiedOn', values, dayIn(before, 'noticeOn') ?? found)
      case 'reinspect':
      case 'reinspect-failed':
      case 'reinspect-overdue':
        return [
          ...notBefore('reinspectedOn', values, dayIn(before, 'rectifiedOn') ?? dayIn(before, 'noticeOn') ?? found),
          ...checkReinspector(values, before),
          ...notBefore('rectifyBy', values, dayIn(values, 'reinspectedOn')),
        ]
      case 'close':
        return notBefore('closedOn', values, dayIn(before, 'reinspectedOn'))
      case 'receipt':
        return notBefore('receiptOn', values, dayIn(before, 'transferredOn'))
      default:
        return taken.asks.flatMap((key) => notBefore(key, values, found))
    }
  },
  check: (values) =>
    values['found'] !== 'hazard'
      ? []
      : ofHazard.flatMap((key) => (values[key] === undefined ? [draftError(key, 'required')] : [])),
}

/** Last day on which a re-inspection is on time: it counts from the deadline that was ordered, not from when somebody went. */
export function reinspectDueOn(values: Values, calendar: Calendar): string | null {
  const by = dayIn(values, 'rectifyBy')
  return by === null ? null : calendar.addWorkingDays(by, reinspectWithin)
}

function hazardDue(state: string, values: Values, calendar: Calendar): Due[] {
  const found = dayIn(values, 'occurredOn')
  if (state === 'found')
    return due('order-notice', found === null ? null : calendar.addWorkingDays(found, noticeWithin), false)
  if (state === 'ordered') return due('rectify', dayIn(values, 'rectifyBy'), false)
  if (state === 'rectified') return due('re-inspect', reinspectDueOn(values, calendar), false)
  return []
}

function checkNotice(values: Values, found: string | null, calendar: Calendar): FieldProblem[] {
  const served = dayIn(values, 'noticeOn')
  if (found === null || served === null) return []
  const last = calendar.addWorkingDays(found, noticeWithin)
  return served <= last ? [] : [draftWarning('noticeOn', 'notice-late', { date: last })]
}

/** Re-inspection is by somebody who neither answers for the entry nor helped. */
function checkReinspector(values: Values, before: Values): FieldProblem[] {
  const who = values['reinspector']
  const involved = [before['officer'], ...(before['helpers']?.split(',') ?? [])]
  return who !== undefined && involved.includes(who) ? [draftError('reinspector', 'reinspector-same')] : []
}
