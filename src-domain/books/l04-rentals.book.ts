import type { FieldProblem } from '../../src-contract/books.ts'
import { define, option, plain, step, type BookSpec, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import type { Facts } from './facts.ts'
import { choice, count, course, day, documentPair, longText, person, phone, stepDay, text } from './field-shapes.ts'
import { readPlace } from './place.ts'
import { draftError, draftWarning } from './problem.ts'

const lease = ['leaseStart', 'leaseEnd', 'people']

/** L04 出租房: a home that can be let, its landlord and its lease. */
export const rentals: BookSpec = {
  ...plain,
  definition: define({
    id: 'L04',
    label: { zh: '出租房', en: 'Rentals' },
    sections: [
      {
        id: 'home',
        label: { zh: '房屋', en: 'Home' },
        fields: [
          text('unitCode', '房屋编码', 'Unit code', {
            required: true,
            declarable: true,
            span: 4,
            inList: true,
            maxLength: 60,
          }),
          count('floor', '所在楼层', 'Floor', {
            span: 2,
            hint: { zh: '留空按房号推断', en: 'Empty: told by the room' },
          }),
          choice(
            'homeKind',
            '房屋类型',
            'Kind of home',
            [
              option('whole', '整租', 'Whole home'),
              option('shared', '合租', 'Shared'),
              option('subdivided', '分隔出租', 'Subdivided'),
              option('self-built', '自建房', 'Self-built house'),
              option('shop', '商铺', 'Shop'),
              option('dormitory', '集体宿舍', 'Dormitory'),
            ],
            { required: true, carried: true, span: 3 },
          ),
          occurredOn({ zh: '登记日期', en: 'Registered on' }),
          address({ zh: '房屋地址', en: 'Address' }),
        ],
      },
      {
        id: 'landlord',
        label: { zh: '出租人', en: 'Landlord' },
        fields: [
          person('landlord', '出租人', 'Landlord', {
            required: true,
            declarable: true,
            inList: true,
            hint: { zh: '单位出租的填单位名称或招牌名', en: 'A firm: its name or the name over the door' },
          }),
          ...documentPair({ required: false, inList: false }),
          phone('landlordPhone', '出租人电话', 'Landlord’s phone', { required: true, inList: true }),
          text('agent', '代管人', 'Looked after by', { personal: true, declarable: true, span: 8 }),
        ],
      },
      {
        id: 'lease',
        label: { zh: '租赁', en: 'Lease' },
        fields: [
          choice(
            'useAtStart',
            '登记时状况',
            'Use when registered',
            [
              option('let', '出租', 'Let'),
              option('vacant', '空置', 'Vacant'),
              option('own', '自住', 'Lived in by the owner'),
            ],
            { required: true, carried: true, span: 3 },
          ),
          count('people', '居住人数', 'People', { declarable: true, inList: true }),
          day('leaseStart', '租期起', 'Lease from', { declarable: true, future: true }),
          day('leaseEnd', '租期止', 'Lease to', { declarable: true, future: true, inList: true }),
          longText('remarks', '备注', 'Remarks', { personal: true }),
        ],
      },
      duty(),
      course([
        stepDay('vacatedOn', '退租日期', 'Vacated on'),
        stepDay('changedOn', '变更日期', 'Changed on'),
        stepDay('stoppedOn', '停租日期', 'Stopped on'),
      ]),
    ],
    states: [
      { id: 'let', label: { zh: '出租', en: 'Let' }, initial: true },
      { id: 'vacant', label: { zh: '空置', en: 'Vacant' }, initial: true },
      { id: 'own', label: { zh: '自住', en: 'Owner’s' }, initial: true },
      { id: 'stopped', label: { zh: '停租', en: 'Stopped' } },
    ],
    transitions: [
      step('renew', 'let', 'let', { zh: '续租', en: 'Renew the lease' }, { asks: lease }),
      step('vacate', 'let', 'vacant', { zh: '退租', en: 'Vacated' }, { asks: ['vacatedOn'] }),
      step('let', 'vacant', 'let', { zh: '新租', en: 'Let' }, { asks: lease }),
      step('let-own', 'own', 'let', { zh: '新租', en: 'Let' }, { asks: lease }),
      step('own', 'vacant', 'own', { zh: '转自住', en: 'Owner moves in' }, { asks: ['changedOn'] }),
      step('own-let', 'let', 'own', { zh: '转自住', en: 'Owner moves in' }, { asks: ['changedOn'] }),
      step('stop', 'let', 'stopped', { zh: '停租', en: 'Stop letting' }, { asks: ['stoppedOn'], note: 'required' }),
      step(
        'stop-vacant',
        'vacant',
        'stopped',
        { zh: '停租', en: 'Stop letting' },
        { asks: ['stoppedOn'], note: 'required' },
      ),
      step('resume', 'stopped', 'vacant', { zh: '恢复出租', en: 'Resume' }, { asks: ['changedOn'] }),
    ],
    spreads: ['L03'],
    sort: 'occurredOn',
  }),
  prefill: { name: 'landlord', 'id-number': 'documentNumber', phone: 'landlordPhone', address: 'address' },
  summary: ['landlord', 'address'],
  documents: { kind: 'documentKind', number: 'documentNumber' },
  uniques: [
    { fields: ['unitCode'], states: ['let', 'vacant', 'own'], code: 'unit-registered' },
    { fields: ['address'], states: ['let', 'vacant', 'own'], code: 'unit-registered' },
  ],
  stateOf: (values) =>
    values['useAtStart'] === 'vacant' || values['useAtStart'] === 'own' ? values['useAtStart'] : 'let',
  dues: (state, values) => (state === 'let' ? due('lease-end', dayIn(values, 'leaseEnd'), false) : []),
  checkStep(taken, values, before, facts) {
    if (!taken.asks.includes('leaseEnd'))
      return taken.asks.flatMap((key) => notBefore(key, values, dayIn(before, 'occurredOn')))
    return [...requireLease(values), ...checkLease({ ...before, ...values }, facts)]
  },
  check: (values, facts) => [
    ...(values['useAtStart'] === 'let' ? requireLease(values) : []),
    ...checkLease(values, facts),
    ...checkFloor(values, facts),
  ],
}

/** A home that is let says until when and to how many, or that it cannot be known. */
function requireLease(values: Values): FieldProblem[] {
  return lease.flatMap((key) => (values[key] === undefined ? [draftError(key, 'required')] : []))
}

function checkLease(values: Values, facts: Facts): FieldProblem[] {
  const start = dayIn(values, 'leaseStart')
  const end = dayIn(values, 'leaseEnd')
  if (end === null) return []
  if (start !== null && end < start) return [draftError('leaseEnd', 'lease-order', { date: start })]
  return end < facts.today ? [draftWarning('leaseEnd', 'already-over')] : []
}

/** The floor as typed, or as the room tells it, against the storeys that the building is known to have. */
function checkFloor(values: Values, facts: Facts): FieldProblem[] {
  const top = facts.buildingFloors
  const address = values['address']
  if (top === null) return []
  const typed = values['floor']
  const told = address === undefined ? undefined : readPlace(address, facts.addresses).floor
  const floor = Number(typed ?? /^\d+/.exec(told ?? '')?.[0])
  if (!Number.isInteger(floor) || floor <= top) return []
  return [draftWarning(typed === undefined ? 'address' : 'floor', 'floor-too-high', { floors: top })]
}
