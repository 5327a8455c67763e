import { define, field, option, plain, step, type BookSpec } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, notBefore } from './days.ts'
import { choice, count, course, longText, person, phone, signboard, stepDay, text } from './field-shapes.ts'

const standing = ['open', 'closed']

/** L05 单位场所: organisations and places open to the public; one open entry per name and address. */
export const organisations: BookSpec = {
  ...plain,
  definition: define({
    id: 'L05',
    label: { zh: '单位场所', en: 'Organisations' },
    sections: [
      {
        id: 'organisation',
        label: { zh: '单位', en: 'Organisation' },
        fields: [
          text('name', '单位名称', 'Name', { required: true, inList: true, span: 6, maxLength: 200 }),
          signboard({ inList: true, span: 6 }),
          field({
            key: 'uscc',
            label: { zh: '统一社会信用代码', en: 'Unified social credit code' },
            kind: 'uscc',
            required: true,
            declarable: true,
            inList: true,
            span: 6,
          }),
          choice(
            'kind',
            '单位类别',
            'Kind',
            [
              option('company', '企业', 'Company'),
              option('sole-trader', '个体工商户', 'Sole trader'),
              option('public-body', '机关事业单位', 'Public body'),
              option('school', '学校幼儿园', 'School or kindergarten'),
              option('medical', '医疗机构', 'Medical'),
              option('hotel', '旅馆', 'Hotel'),
              option('entertainment', '娱乐场所', 'Entertainment'),
              option('restaurant', '餐饮', 'Restaurant'),
              option('internet-cafe', '网吧', 'Internet café'),
              option('shop', '商场超市', 'Shop'),
              option('hazardous', '危化物品单位', 'Hazardous goods'),
              option('finance', '金融网点', 'Bank branch'),
              option('parcel', '寄递物流', 'Parcels and logistics'),
              option('site', '在建工地', 'Building site'),
              option('other', '其他', 'Other'),
            ],
            { required: true, inList: true, carried: true, span: 3 },
          ),
          count('employees', '从业人数', 'Employees', { declarable: true }),
          { ...address({ zh: '经营地址', en: 'Address' }), personal: false },
        ],
      },
      {
        id: 'contact',
        label: { zh: '负责人', en: 'Person in charge' },
        fields: [
          person('personInCharge', '负责人', 'Person in charge', { required: true, declarable: true, inList: true }),
          phone('phone', '联系电话', 'Phone', { required: true, inList: true }),
          occurredOn({ zh: '登记日期', en: 'Registered on' }),
          longText('remarks', '备注', 'Remarks'),
        ],
      },
      duty(),
      course([
        stepDay('confirmedOn', '最近核实日期', 'Last confirmed on'),
        stepDay('closedOn', '停业日期', 'Closed on'),
        stepDay('reopenedOn', '恢复营业日期', 'Reopened on'),
        stepDay('cancelledOn', '注销日期', 'Cancelled on'),
        choice(
          'cancelReason',
          '注销原因',
          'Reason',
          [
            option('moved-away', '搬离辖区', 'Moved away'),
            option('licence-cancelled', '证照注销', 'Licence cancelled'),
            option('duplicate', '重复登记', 'Registered twice'),
            option('other', '其他', 'Other'),
          ],
          { step: true, required: true },
        ),
      ]),
    ],
    states: [
      { id: 'open', label: { zh: '在营', en: 'Open' }, initial: true },
      { id: 'closed', label: { zh: '停业', en: 'Closed' } },
      { id: 'cancelled', label: { zh: '已注销', en: 'Cancelled' } },
    ],
    transitions: [
      step('confirm', 'open', 'open', { zh: '核实在营', en: 'Confirm' }, { asks: ['confirmedOn'] }),
      step('close', 'open', 'closed', { zh: '登记停业', en: 'Record closing' }, { asks: ['closedOn'] }),
      step('reopen', 'closed', 'open', { zh: '恢复营业', en: 'Reopen' }, { asks: ['reopenedOn'] }),
      step('cancel', 'open', 'cancelled', { zh: '注销', en: 'Cancel' }, { asks: ['cancelledOn', 'cancelReason'] }),
      step(
        'cancel-closed',
        'closed',
        'cancelled',
        { zh: '注销', en: 'Cancel' },
        { asks: ['cancelledOn', 'cancelReason'] },
      ),
    ],
    spreads: ['L08'],
    sort: 'occurredOn',
  }),
  prefill: { 'organisation-name': 'name', uscc: 'uscc', address: 'address', name: 'personInCharge', phone: 'phone' },
  summary: ['name', 'signboard', 'address'],
  uniques: [
    { fields: ['name', 'address'], states: standing, code: 'organisation-exists' },
    { fields: ['uscc'], states: standing, code: 'uscc-registered' },
  ],
  organisation: ['name', 'signboard'],
  place: 'door',
  stateOf: () => 'open',
  checkStep: (taken, values, before) =>
    taken.asks.flatMap((key) => notBefore(key, values, taken.id === 'reopen' ? dayIn(before, 'closedOn') : null)),
}
