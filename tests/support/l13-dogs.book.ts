import { define, option, plain, step, type BookSpec } from '../../src-domain/books/book.ts'
import { address, duty, occurredOn } from '../../src-domain/books/common-fields.ts'
import { dayIn, due, notBefore } from '../../src-domain/books/days.ts'
import { choice, course, day, person, phone, stepDay, text } from '../../src-domain/books/field-shapes.ts'

/** L13 养犬: dogs that are kept, with the day on which their vaccination ends. */
export const dogs: BookSpec = {
  ...plain,
  definition: define({
    id: 'L13',
    label: { zh: '养犬', en: 'Dogs' },
    sections: [
      {
        id: 'dog',
        label: { zh: '犬只', en: 'Dog' },
        fields: [
          occurredOn({ zh: '登记日期', en: 'Registered on' }),
          text('tag', '犬牌号', 'Tag', { required: true, inList: true, span: 3 }),
          choice('size', '体型', 'Size', [option('small', '小型', 'Small'), option('large', '大型', 'Large')]),
          address({ zh: '饲养地址', en: 'Kept at' }),
          person('keeper', '犬主', 'Keeper', { required: true, inList: true }),
          phone('phone', '联系电话', 'Phone', { inList: true }),
          day('vaccinatedUntil', '免疫有效期至', 'Vaccinated until', { required: true, future: true, inList: true }),
        ],
      },
      duty(),
      course([stepDay('endedOn', '注销日期', 'Ended on')]),
    ],
    states: [
      { id: 'kept', label: { zh: '在养', en: 'Kept' }, initial: true },
      { id: 'ended', label: { zh: '已注销', en: 'Ended' } },
    ],
    transitions: [
      step('renew', 'kept', 'kept', { zh: '续免疫', en: 'Vaccinated again' }, { asks: ['vaccinatedUntil'] }),
      step('end', 'kept', 'ended', { zh: '注销', en: 'End' }, { asks: ['endedOn'], note: 'required' }),
    ],
    sort: 'occurredOn',
  }),
  prefill: { name: 'keeper', phone: 'phone', address: 'address' },
  summary: ['tag', 'keeper'],
  uniques: [{ fields: ['tag'], states: ['kept'], code: 'already-registered' }],
  stateOf: () => 'kept',
  dues: (state, values) => (state === 'kept' ? due('valid-until', dayIn(values, 'vaccinatedUntil'), false) : []),
  checkStep: (_taken, values, before) => notBefore('endedOn', values, dayIn(before, 'occurredOn')),
}
