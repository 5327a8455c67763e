import type { FieldProblem } from '../../src-contract/books.ts'
import { addDays, dayOf } from '../identifiers/calendar.ts'
import { define, option, plain, step, type BookSpec, type Values } from './book.ts'
import { address, duty, occurredOn } from './common-fields.ts'
import { dayIn, due, notBefore } from './days.ts'
import { choice, count, course, longText, stepDay } from './field-shapes.ts'
import { checkGrids, settleGrids } from './grids.ts'
import { personalDataIn } from './personal-data.ts'
import { draftError } from './problem.ts'

/** L01 辖区概况: a year's figures of a beat, reviewed each quarter; the totals are the sums of its grids. */
export const beatProfile: BookSpec = {
  ...plain,
  definition: define({
    id: 'L01',
    label: { zh: '辖区概况', en: 'Beat profile' },
    sections: [
      {
        id: 'profile',
        label: { zh: '概况', en: 'Profile' },
        fields: [
          count('year', '年度', 'Year', { required: true, span: 2, inList: true }),
          occurredOn({ zh: '编报日期', en: 'Compiled on' }),
          choice(
            'communityType',
            '社区类型',
            'Type of community',
            [
              option('urban', '城市社区', 'Urban'),
              option('old-estate', '老旧小区', 'Old estates'),
              option('estate', '商品房小区', 'Housing estates'),
              option('urban-village', '城中村', 'Village in the city'),
              option('rural', '农村社区', 'Rural'),
              option('business', '商圈', 'Business district'),
              option('mixed', '混合型', 'Mixed'),
            ],
            { required: true, inList: true, span: 4 },
          ),
          { ...address({ zh: '警务室地址', en: 'Police room' }), personal: false, inList: false },
        ],
      },
      {
        id: 'figures',
        label: { zh: '基础数据', en: 'Figures' },
        fields: [
          longText('grids', '网格数据', 'Grids', {
            required: true,
            hint: {
              zh: '一行一个网格：名称 户数 人口 单位数，如 一网格 320 850 12；可从表格粘贴',
              en: 'One grid a line: name, households, people, organisations, such as "Grid 1 320 850 12"; can be pasted',
            },
          }),
          count('households', '总户数', 'Households', { required: true, inList: true }),
          count('population', '总人口', 'Population', { required: true, inList: true }),
          count('organisations', '单位总数', 'Organisations', { required: true, inList: true }),
          count('rentals', '出租房数', 'Rentals', { declarable: true }),
          longText('remarks', '辖区特点', 'What is special'),
        ],
      },
      duty(),
      course([
        stepDay('reviewedOn', '复核日期', 'Reviewed on'),
        choice(
          'reviewResult',
          '复核结果',
          'Result',
          [option('unchanged', '无变化', 'Unchanged'), option('corrected', '有变化，已更正', 'Changed and corrected')],
          { step: true, required: true },
        ),
      ]),
    ],
    states: [
      { id: 'current', label: { zh: '在用', en: 'Current' }, initial: true },
      { id: 'superseded', label: { zh: '已换年度', en: 'Superseded' } },
    ],
    transitions: [
      step(
        'review',
        'current',
        'current',
        { zh: '季度复核', en: 'Quarterly review' },
        { asks: ['reviewedOn', 'reviewResult'] },
      ),
      step('supersede', 'current', 'superseded', { zh: '换年度', en: 'Supersede' }),
    ],
    review: 'required',
    sort: 'occurredOn',
  }),
  prefill: {},
  summary: ['year', 'communityType'],
  uniques: [{ fields: ['year', 'beat'], states: ['current'], code: 'profile-exists' }],
  place: 'area',
  settleMore: settleGrids,
  stateOf: () => 'current',
  dues(state, values) {
    if (state !== 'current') return []
    const last = dayIn(values, 'reviewedOn') ?? dayIn(values, 'occurredOn')
    return due('review-quarterly', last === null ? null : nextQuarterEnd(last), false)
  },
  checkStep: (taken, values, before) =>
    taken.id === 'review' ? notBefore('reviewedOn', values, dayIn(before, 'occurredOn')) : [],
  check: (values) => [
    ...checkYear(values),
    ...checkGrids(values),
    ...['grids', 'remarks', 'address'].flatMap((key) => personalDataIn(key, values[key])),
  ],
}

/** Last day of the quarter after the one that `day` lies in. */
function nextQuarterEnd(day: string): string | null {
  const year = Number(day.slice(0, 4))
  const next = Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 2
  const first = dayOf(year + Math.floor(next / 4), (next % 4) * 3 + 1, 1)
  return first === null ? null : addDays(first, -1)
}

/** A profile is of the year in which it is compiled, or of the one before or after. */
function checkYear(values: Values): FieldProblem[] {
  const year = Number(values['year'])
  const compiled = dayIn(values, 'occurredOn')
  if (!Number.isInteger(year) || compiled === null) return []
  const about = Number(compiled.slice(0, 4))
  if (Math.abs(year - about) <= 1) return []
  return [draftError('year', 'out-of-range', { min: about - 1, max: about + 1 })]
}
