import type { FieldProblem } from '../../src-contract/books.ts'
import { define, option, plain, step, type BookSpec, type PassingStep, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import {
  choice,
  course,
  day,
  documentPair,
  longText,
  person,
  phone,
  sexOptions,
  stepDay,
  text,
} from './field-shapes.ts'
import { draftError, draftWarning } from './problem.ts'
import { registeredElsewhere } from './register-checks.ts'

/** Working days within which a declared stay is verified. */
const verifyWithin = 3

/** The moving-out form: seven items, asked together. */
export const movingOutForm = [
  'movedOutOn',
  'moveOutReason',
  'destination',
  'declarant',
  'declarantPhone',
  'moveOutCheck',
  'permitHandled',
] as const

const moveOut = { zh: '登记离开', en: 'Record moving out' }
const living = ['declared', 'verified', 'valid', 'extended']
const confirmed = { zh: '核实在住', en: 'Confirm' }

/** L03 流动人口: a stay from its declaration to its end; one open entry per document. */
export const temporaryResidents: BookSpec = {
  ...plain,
  definition: define({
    id: 'L03',
    label: { zh: '流动人口', en: 'Temporary residents' },
    sections: [
      {
        id: 'person',
        label: { zh: '人员', en: 'Person' },
        fields: [
          person('name', '姓名', 'Name', { required: true, inList: true }),
          ...documentPair({ required: true, inList: true }),
          day('birthDate', '出生日期', 'Date of birth', { personal: true, declarable: true, span: 4 }),
          choice('sex', '性别', 'Sex', sexOptions, { required: true, declarable: true, span: 2 }),
          phone('phone', '联系电话', 'Phone', { inList: true, span: 6 }),
          text('registeredPlace', '户籍地', 'Registered in', { personal: true, declarable: true, span: 6 }),
          text('employer', '工作单位', 'Employer', {
            declarable: true,
            span: 6,
            hint: { zh: '可填招牌名', en: 'The name over the door will do' },
          }),
        ],
      },
      {
        id: 'stay',
        label: { zh: '居住', en: 'Stay' },
        fields: [
          address({ zh: '居住地址', en: 'Address of the stay' }),
          day('movedInOn', '入住日期', 'Moved in', { required: true, inList: true }),
          choice(
            'reason',
            '居住事由',
            'Reason',
            [
              option('work', '务工', 'Work'),
              option('trade', '经商', 'Trade'),
              option('family', '投靠亲友', 'Joining family or friends'),
              option('study', '求学', 'Study'),
              option('medical', '就医', 'Medical treatment'),
              option('visit', '探亲旅游', 'Visit'),
              option('other', '其他', 'Other'),
            ],
            { required: true, inList: true, carried: true, span: 3 },
          ),
          choice(
            'placeKind',
            '居住处所',
            'Kind of place',
            [
              option('rented', '租赁房屋', 'Rented home'),
              option('dormitory', '单位宿舍', 'Dormitory of an employer'),
              option('household', '居民家中', 'With a household'),
              option('site', '工地', 'Building site'),
              option('hotel', '旅馆', 'Hotel'),
              option('own', '自购房', 'Own home'),
              option('other', '其他', 'Other'),
            ],
            { required: true, carried: true, span: 3 },
          ),
          day('validUntil', '居住期限至', 'Stays until', { required: true, future: true, inList: true }),
          occurredOn({ zh: '申报日期', en: 'Declared on' }),
          longText('remarks', '备注', 'Remarks', { personal: true }),
        ],
      },
      duty(),
      course([
        stepDay('verifiedOn', '核实日期', 'Verified on'),
        choice(
          'verifiedBy',
          '核实方式',
          'Verified how',
          [
            option('on-site', '上门核实', 'On site'),
            option('phone', '电话核实', 'By phone'),
            option('landlord', '房东或用人单位证明', 'Landlord or employer'),
          ],
          { step: true, required: true, span: 3 },
        ),
        text('permitNumber', '居住登记凭证号', 'Number of the registration slip', {
          step: true,
          required: true,
          declarable: true,
          personal: true,
          span: 6,
          maxLength: 60,
        }),
        stepDay('extendedOn', '续期日期', 'Extended on'),
        stepDay('confirmedOn', '最近核实日期', 'Last confirmed on'),
        stepDay('movedOutOn', '离开日期', 'Moved out on'),
        choice(
          'moveOutReason',
          '离开原因',
          'Reason for leaving',
          [
            option('moved-within', '本市内迁居', 'Moved within the city'),
            option('left-city', '离开本市', 'Left the city'),
            option('returned', '返回户籍地', 'Returned home'),
            option('settled', '已落户', 'Registered here'),
            option('deceased', '死亡', 'Deceased'),
            option('expired', '期满未续', 'Expired'),
            option('other', '其他', 'Other'),
          ],
          { step: true, required: true, declarable: true, span: 3 },
        ),
        text('destination', '去向', 'Destination', {
          step: true,
          required: true,
          declarable: true,
          personal: true,
          span: 6,
        }),
        person('declarant', '申报人', 'Declared by', { step: true, required: true, declarable: true }),
        phone('declarantPhone', '申报人电话', 'Phone of who declared', { step: true, required: true }),
        choice(
          'moveOutCheck',
          '离开核实方式',
          'Leaving verified how',
          [
            option('on-site', '上门核实', 'On site'),
            option('phone', '电话核实', 'By phone'),
            option('landlord', '房东或用人单位反馈', 'Landlord or employer'),
            option('property', '物业反馈', 'Property management'),
          ],
          { step: true, required: true, span: 4 },
        ),
        choice(
          'permitHandled',
          '凭证处理',
          'Registration slip',
          [
            option('returned', '已收回', 'Returned'),
            option('lost', '遗失', 'Lost'),
            option('never-issued', '未发证', 'Never issued'),
          ],
          { step: true, required: true, declarable: true, span: 4 },
        ),
      ]),
    ],
    states: [
      { id: 'declared', label: { zh: '已申报', en: 'Declared' }, initial: true },
      { id: 'verified', label: { zh: '已核实', en: 'Verified' } },
      { id: 'valid', label: { zh: '在住有效', en: 'Valid' } },
      { id: 'extended', label: { zh: '已续期', en: 'Extended' } },
      { id: 'cancelled', label: { zh: '已注销', en: 'Cancelled' } },
    ],
    transitions: [
      step('verify', 'declared', 'verified', { zh: '核实', en: 'Verify' }, { asks: ['verifiedOn', 'verifiedBy'] }),
      step('issue', 'verified', 'valid', { zh: '发放凭证', en: 'Issue' }, { asks: ['permitNumber', 'validUntil'] }),
      step('confirm-verified', 'verified', 'verified', confirmed, { asks: ['confirmedOn'] }),
      step('confirm', 'valid', 'valid', confirmed, { asks: ['confirmedOn'] }),
      step('confirm-extended', 'extended', 'extended', confirmed, { asks: ['confirmedOn'] }),
      step('extend', 'valid', 'extended', { zh: '续期', en: 'Extend' }, { asks: ['extendedOn', 'validUntil'] }),
      step(
        'extend-again',
        'extended',
        'extended',
        { zh: '再次续期', en: 'Extend again' },
        { asks: ['extendedOn', 'validUntil'] },
      ),
      step('move-out', 'valid', 'cancelled', moveOut, { asks: [...movingOutForm] }),
      step('move-out-extended', 'extended', 'cancelled', moveOut, { asks: [...movingOutForm] }),
      step('move-out-verified', 'verified', 'cancelled', moveOut, { asks: [...movingOutForm] }),
      step('move-out-declared', 'declared', 'cancelled', moveOut, { asks: [...movingOutForm] }),
    ],
    spreads: ['L04'],
    sort: 'occurredOn',
  }),
  prefill: {
    name: 'name',
    'id-number': 'documentNumber',
    'birth-date': 'birthDate',
    sex: 'sex',
    phone: 'phone',
    address: 'address',
  },
  summary: ['name', 'address'],
  documents: { kind: 'documentKind', number: 'documentNumber', birthDate: 'birthDate', sex: 'sex' },
  register: { open: living },
  atVisit: {
    states: living,
    confirm: (state, on): PassingStep | null => {
      if (state === 'declared') return { transition: 'verify', fields: { verifiedOn: on, verifiedBy: 'on-site' } }
      if (state === 'valid') return { transition: 'confirm', fields: { confirmedOn: on } }
      const again = state === 'verified' || state === 'extended'
      return again ? { transition: `confirm-${state}`, fields: { confirmedOn: on } } : null
    },
    leave: (state, on) =>
      living.includes(state)
        ? { transition: state === 'valid' ? 'move-out' : `move-out-${state}`, fields: leftUnseen(on) }
        : null,
  },
  stateOf: () => 'declared',
  dues(state, values, calendar) {
    const declared = dayIn(values, 'occurredOn')
    if (state === 'declared')
      return due('verify', declared === null ? null : calendar.addWorkingDays(declared, verifyWithin), false)
    if (state === 'cancelled') return []
    return due('valid-until', dayIn(values, 'validUntil'), false)
  },
  checkStep(taken, values, before, facts) {
    if (taken.id.startsWith('extend')) {
      const old = dayIn(before, 'validUntil')
      const until = dayIn(values, 'validUntil')
      const longer =
        old === null || until === null || until > old ? [] : [draftError('validUntil', 'not-extended', { date: old })]
      return [...longer, ...notBefore('extendedOn', values, dayIn(before, 'movedInOn'))]
    }
    if (taken.id.startsWith('move-out')) return outAfterIn({ ...before, ...values })
    if (taken.id === 'issue') return stayOver({ ...before, ...values }, facts.today)
    return ['verifiedOn', 'confirmedOn'].flatMap((key) => notBefore(key, values, dayIn(before, 'movedInOn')))
  },
  check: (values, facts) => [
    ...outAfterIn(values),
    ...stayOver(values, facts.today),
    ...notBefore('occurredOn', values, dayIn(values, 'movedInOn')),
    ...registeredElsewhere('documentNumber', facts),
  ],
}

function outAfterIn(values: Values): FieldProblem[] {
  const into = dayIn(values, 'movedInOn')
  const out = dayIn(values, 'movedOutOn')
  return into !== null && out !== null && out < into ? [draftError('movedOutOn', 'out-before-in', { date: into })] : []
}

function stayOver(values: Values, today: string): FieldProblem[] {
  const until = dayIn(values, 'validUntil')
  const into = dayIn(values, 'movedInOn')
  if (until === null) return []
  if (into !== null && until < into) return [draftError('validUntil', 'before-earlier-step', { date: into })]
  return until < today && values['movedOutOn'] === undefined ? [draftWarning('validUntil', 'already-over')] : []
}

/** What a visit that finds somebody gone can say of the seven items. */
function leftUnseen(on: string): Values {
  return {
    movedOutOn: on,
    moveOutReason: 'not-verifiable',
    destination: 'not-verifiable',
    declarant: 'not-provided',
    declarantPhone: 'not-provided',
    moveOutCheck: 'on-site',
    permitHandled: 'not-verifiable',
  }
}
