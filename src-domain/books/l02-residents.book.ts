import { define, field, option, plain, step, type BookSpec } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, notBefore } from './days.ts'
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
import { registeredElsewhere } from './register-checks.ts'

const cancel = { asks: ['cancelledOn', 'cancelReason'], note: 'required' as const }

/** L02 实有人口: who lives in the beat; one open entry per document. */
export const residents: BookSpec = {
  ...plain,
  definition: define({
    id: 'L02',
    label: { zh: '实有人口', en: 'Residents' },
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
        ],
      },
      {
        id: 'household',
        label: { zh: '居住', en: 'Residence' },
        fields: [
          address({ zh: '现住地址', en: 'Current address' }),
          field({
            key: 'householdStatus',
            label: { zh: '户籍状态', en: 'Household registration' },
            kind: 'choice',
            required: true,
            span: 6,
            inList: true,
            carried: true,
            options: [
              option('registered-here', '人户一致', 'Registered and living here'),
              option('registered-in-city', '人户分离（市内）', 'Registered elsewhere in the city'),
              option('registered-elsewhere', '外地户籍', 'Registered in another place'),
              option('outside-mainland', '境外人员', 'From outside the mainland'),
              option('unregistered', '未落户', 'Not registered yet'),
            ],
          }),
          occurredOn({ zh: '登记日期', en: 'Registered on' }),
          longText('remarks', '备注', 'Remarks', { personal: true }),
        ],
      },
      duty(),
      course([
        stepDay('confirmedOn', '最近核实日期', 'Last confirmed on'),
        stepDay('leftOn', '离开日期', 'Left on'),
        text('leftTo', '去向', 'Gone to', { step: true, declarable: true, personal: true }),
        stepDay('returnedOn', '返回日期', 'Returned on'),
        stepDay('cancelledOn', '注销日期', 'Cancelled on'),
        choice(
          'cancelReason',
          '注销原因',
          'Reason',
          [
            option('deceased', '死亡', 'Deceased'),
            option('moved-away', '户口迁出', 'Registration moved away'),
            option('emigrated', '出国（境）定居', 'Settled abroad'),
            option('duplicate', '重复登记', 'Registered twice'),
            option('other', '其他', 'Other'),
          ],
          { step: true, required: true },
        ),
      ]),
    ],
    states: [
      { id: 'present', label: { zh: '在住', en: 'Living here' }, initial: true },
      { id: 'left', label: { zh: '已离开', en: 'Left' } },
      { id: 'cancelled', label: { zh: '已注销', en: 'Cancelled' } },
    ],
    transitions: [
      step('confirm', 'present', 'present', { zh: '核实在住', en: 'Confirm' }, { asks: ['confirmedOn'] }),
      step('leave', 'present', 'left', { zh: '登记离开', en: 'Record leaving' }, { asks: ['leftOn', 'leftTo'] }),
      step('return', 'left', 'present', { zh: '登记返回', en: 'Record return' }, { asks: ['returnedOn'] }),
      step('cancel', 'present', 'cancelled', { zh: '注销', en: 'Cancel' }, cancel),
      step('cancel-left', 'left', 'cancelled', { zh: '注销', en: 'Cancel' }, cancel),
    ],
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
  register: { open: ['present'] },
  atVisit: {
    states: ['present'],
    confirm: (state, on) => (state === 'present' ? { transition: 'confirm', fields: { confirmedOn: on } } : null),
    leave: (state, on) =>
      state === 'present' ? { transition: 'leave', fields: { leftOn: on, leftTo: 'not-verifiable' } } : null,
  },
  stateOf: () => 'present',
  checkStep: (taken, values, before) =>
    taken.asks.flatMap((key) => notBefore(key, values, dayIn(before, taken.id === 'return' ? 'leftOn' : 'occurredOn'))),
  check: (_values, facts) => registeredElsewhere('documentNumber', facts),
}
