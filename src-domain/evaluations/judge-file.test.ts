import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fraction, rounded } from '../scoring/fraction.ts'
import { completeResidentId } from '../identifiers/resident-id.ts'
import { proposeMapping } from './columns.ts'
import { figuresByOfficer } from './figures.ts'
import { isCounted, judgeFile, rejectedRows, type EvaluationTable, type Invitation, type Survey } from './judge-file.ts'

const headings = [
  ...['答卷编号', '邀请码', '民警编号', '渠道', '服务类型', '完成时间', '总体满意度'],
  ...['权重', '意见建议', '是否同意回访', '问题1'],
]
type Cells = Partial<Record<(typeof headings)[number], string>>
const usual: Record<string, string> = {
  民警编号: '031207',
  渠道: '电话',
  完成时间: '2026-07-15 10:00:00',
  总体满意度: '满意',
}

/** Rows from 2 on, as a spreadsheet numbers them; each with an id and a token of its own. */
function table(rows: readonly Cells[], columns: readonly string[] = headings): EvaluationTable {
  return {
    columns: columns.map((heading) => ({ key: heading, heading })),
    rows: rows.map((cells, i) => ({
      row: i + 2,
      cells: { 答卷编号: `r${i + 2}`, 邀请码: `t${i + 2}`, ...usual, ...cells } as Record<string, string>,
    })),
  }
}

const survey: Survey = {
  from: '2026-07-01',
  to: '2026-09-30',
  invitations: new Map<string, Invitation>([
    ...Array.from({ length: 20 }, (_, i): [string, Invitation] => {
      return [`t${i}`, { officer: '031207', codes: ['031207', 'B03'], solicitedBy: 'agency' }]
    }),
    ['own', { officer: '031207', codes: ['031207'], solicitedBy: 'officer' }],
    ['other', { officer: '031219', codes: ['031219', 'B04'], solicitedBy: 'station' }],
  ]),
  counted: new Set(['t19']),
  responses: new Set(['r99']),
}

function judge(rows: readonly Cells[], columns = headings, given = survey) {
  const file = table(rows, columns)
  return judgeFile(file, proposeMapping(file.columns), given)
}
const codes = (verdict: ReturnType<typeof judge>) =>
  verdict.problems.map(({ code, row, column }) => `${code} ${row} ${column}`)

describe('an evaluation file', () => {
  it('is read with all that an answer says', () => {
    const verdict = judge([
      {
        总体满意度: '不满意',
        权重: '1.25',
        意见建议: ' 等太久 ',
        是否同意回访: '是',
        问题1: '3',
        民警编号: 'B03',
        渠道: '扫码',
      },
    ])
    expect(codes(verdict)).toEqual([])
    expect(verdict.answers).toEqual([
      {
        row: 2,
        responseId: 'r2',
        token: 't2',
        officer: '031207',
        channel: 'scan',
        completedAt: { day: '2026-07-15', at: '2026-07-15T10:00:00' },
        satisfaction: fraction(0n),
        weight: fraction(5n, 4n),
        comment: '等太久',
        questions: { q1: '3' },
        callBack: true,
      },
    ])
  })

  it('without a needed column is refused, and still says what else is wrong', () => {
    const verdict = judge(
      [{ 总体满意度: '好' }, {}],
      headings.filter((each) => each !== '邀请码' && each !== '渠道'),
    )
    expect(verdict.refused).toBe(true)
    expect(verdict.answers).toEqual([])
    expect(codes(verdict)).toEqual(['TP02 null invite_token', 'TP02 null channel', 'TP03 2 overall'])
  })

  it.each(['答卷编号', '邀请码', '民警编号', '渠道', '完成时间', '总体满意度'])(
    'without %s is refused once',
    (missing) => {
      const verdict = judge(
        [{}, {}],
        headings.filter((each) => each !== missing),
      )
      expect(verdict).toMatchObject({ refused: true, answers: [], incomplete: [] })
      expect(verdict.problems.map(({ code, row }) => [code, row])).toEqual([['TP02', null]])
    },
  )

  it('without any row is a file without answers', () => {
    expect(judge([])).toEqual({ refused: false, problems: [], answers: [], incomplete: [] })
  })

  it.each<[string, Cells, string[]]>([
    ['a word of another scale', { 总体满意度: '非常满意' }, ['TP03 2 overall']],
    ['0 of five', { 总体满意度: '0' }, ['TP03 2 overall']],
    ['6 of five', { 总体满意度: '6' }, ['TP03 2 overall']],
    ['4.5 of five', { 总体满意度: '4.5' }, ['TP03 2 overall']],
    ['a channel that is none', { 渠道: '微信群' }, ['TP03 2 channel']],
    ['a negative weight', { 权重: '-1' }, ['TP03 2 weight']],
    ['a weight of 0', { 权重: '0' }, ['TP03 2 weight']],
    ['a weight that is no number', { 权重: 'NaN' }, ['TP03 2 weight']],
    ['no response id', { 答卷编号: '' }, ['TP03 2 response_id']],
    ['a response id without end', { 答卷编号: 'x'.repeat(65) }, ['TP03 2 response_id']],
    ['a comment without end', { 意见建议: '长'.repeat(2001) }, ['TP03 2 comment']],
    ['another officer than the invitation', { 民警编号: '031219' }, ['TP03 2 officer_or_area_code']],
    ['a token nobody sent', { 邀请码: 'forged' }, ['TP04 2 invite_token']],
    ['an answer taken over before', { 答卷编号: 'r99' }, ['TP05 2 response_id']],
    ['a token counted before', { 邀请码: 't19' }, ['TP05 2 invite_token']],
    ['a day before the period', { 完成时间: '2026-06-30 23:59:59' }, ['TP08 2 completed_at']],
    ['a day after the period', { 完成时间: '2026-10-01 00:00:00' }, ['TP08 2 completed_at']],
    ['a day that never was', { 完成时间: '2026-09-31' }, ['TP03 2 completed_at']],
    ['no time at all', { 完成时间: '' }, ['TP03 2 completed_at']],
    [
      'everything at once',
      { 总体满意度: '9', 渠道: '', 权重: 'x', 邀请码: 'no', 完成时间: '2027-01-01' },
      ['TP03 2 channel', 'TP03 2 overall', 'TP03 2 weight', 'TP04 2 invite_token', 'TP08 2 completed_at'],
    ],
  ])('leaves out a row with %s', (_what, cells, problems) => {
    const verdict = judge([cells, {}])
    expect(codes(verdict)).toEqual(problems)
    expect(verdict.refused).toBe(false)
    expect(verdict.answers.map(({ row }) => row)).toEqual([3])
  })

  it('takes texts as long as they may be and cuts answers to questions', () => {
    const [answer] = judge([
      { 答卷编号: 'x'.repeat(64), 意见建议: '长'.repeat(2000), 问题1: ` ${'y'.repeat(201)}` },
    ]).answers
    expect(answer).toMatchObject({
      responseId: 'x'.repeat(64),
      comment: '长'.repeat(2000),
      questions: { q1: 'y'.repeat(200) },
    })
    expect(judge([{}]).answers[0]?.questions).toEqual({ q1: '' })
  })

  it('takes the first and the last second of the period', () => {
    const verdict = judge([
      { 完成时间: '2026-07-01 00:00:00' },
      { 完成时间: '2026-09-30 23:59:59' },
      { 完成时间: '2026-09-30T15:59:59Z' },
    ])
    expect(codes(verdict)).toEqual([])
    expect(codes(judge([{ 完成时间: '2026-09-30T16:00:00Z' }]))).toEqual(['TP08 2 completed_at'])
  })

  it('tells all problems at once, by row, and gives the rows back', () => {
    const rows: Cells[] = [{}, { 总体满意度: '9' }, {}, { 邀请码: 'no', 渠道: 'x' }, { 完成时间: '2020-01-01' }]
    const verdict = judge(rows)
    expect(codes(verdict)).toEqual(['TP03 3 overall', 'TP03 5 channel', 'TP04 5 invite_token', 'TP08 6 completed_at'])
    const returned = rejectedRows(table(rows), verdict)
    expect(returned.map(({ row, problems }) => [row.row, problems.map(({ code }) => code)])).toEqual([
      [3, ['TP03']],
      [5, ['TP03', 'TP04']],
      [6, ['TP08']],
    ])
    expect(returned[0]?.row.cells['总体满意度']).toBe('9')
  })

  it('never tells the value that was wrong', () => {
    const verdict = judge([{ 总体满意度: 'Secret', 邀请码: 'Secret', 权重: 'Secret', 意见建议: 'Secret' }])
    expect(JSON.stringify(verdict.problems)).not.toContain('Secret')
  })
})

describe('answers of one respondent', () => {
  it('count once: the earliest complete one, wherever it stands', () => {
    const verdict = judge([
      { 邀请码: 't1', 完成时间: '2026-07-16', 总体满意度: '满意' },
      { 邀请码: 't1', 完成时间: '2026-07-14', 总体满意度: '' },
      { 邀请码: 't1', 完成时间: '2026-07-15', 总体满意度: '不满意' },
      { 邀请码: 't1', 完成时间: '2026-07-15', 总体满意度: '基本满意' },
    ])
    expect(verdict.answers.map(({ row, satisfaction }) => [row, rounded(satisfaction)])).toEqual([[4, 0]])
    expect(codes(verdict)).toEqual(['TP05 2 invite_token', 'TP05 5 invite_token'])
    expect(verdict.incomplete).toEqual([3])
  })

  it('of the same second: the first row counts, also when the rows are turned round', () => {
    const file = table([{ 邀请码: 't1' }, { 邀请码: 't1', 总体满意度: '不满意' }])
    const turned = { ...file, rows: file.rows.toReversed() }
    for (const each of [file, turned])
      expect(judgeFile(each, proposeMapping(file.columns), survey).answers.map(({ row }) => row)).toEqual([2])
  })

  it('come back in the order of the file, whenever they were given', () => {
    const times = ['2026-07-20', '2026-07-10', '2026-07-30', '2026-07-05']
    expect(judge(times.map((完成时间) => ({ 完成时间 }))).answers.map(({ row }) => row)).toEqual([2, 3, 4, 5])
  })

  it('without a token are all kept, and none of them counts', () => {
    const verdict = judge([{ 邀请码: '' }, { 邀请码: '' }])
    expect(codes(verdict)).toEqual([])
    expect(verdict.answers.map(isCounted)).toEqual([false, false])
  })

  it('are not lost because the first of them is wrong', () => {
    const verdict = judge([
      { 邀请码: 't1', 完成时间: '2026-07-14', 总体满意度: '9' },
      { 邀请码: 't1', 完成时间: '2026-07-15', 总体满意度: '满意' },
    ])
    expect(verdict.answers.map(({ row }) => row)).toEqual([3])
    expect(codes(verdict)).toEqual(['TP03 2 overall'])
  })

  it('with one response id twice count once', () => {
    expect(codes(judge([{ 答卷编号: 'a' }, { 答卷编号: 'a' }]))).toEqual(['TP05 3 response_id'])
  })

  it('weigh nothing without a token or when the officer asked for them', () => {
    const verdict = judge([{ 邀请码: '' }, { 邀请码: 'own', 权重: '3' }, { 邀请码: 'other', 民警编号: 'B04' }])
    expect(codes(verdict)).toEqual([])
    expect(verdict.answers.map((answer) => [answer.token, answer.officer, isCounted(answer)])).toEqual([
      [null, null, false],
      ['own', '031207', false],
      ['other', '031219', true],
    ])
    expect([...figuresByOfficer(verdict.answers)].map(([officer, { answers }]) => [officer, answers])).toEqual([
      ['031207', 0],
      ['031219', 1],
    ])
  })

  it('become a call-back only when dissatisfied and agreed', () => {
    const callBack = (overall: string, consent: string) =>
      judge([{ 总体满意度: overall, 是否同意回访: consent }]).answers[0]?.callBack
    expect([callBack('不满意', '是'), callBack('1', '同意'), callBack('2', 'Y')]).toEqual([true, true, true])
    expect([callBack('不满意', '否'), callBack('不满意', ''), callBack('3', '是'), callBack('基本满意', '是')]).toEqual(
      [false, false, false, false],
    )
  })

  it('do not depend on the order of the rows', () => {
    const row = fc.record({
      邀请码: fc.constantFrom('t1', 't2', 't3', 'own', '', 'no'),
      完成时间: fc.constantFrom('2026-07-15 10:00', '2026-07-15 11:00', '2026-08-01', '2027-01-01'),
      总体满意度: fc.constantFrom('满意', '基本满意', '不满意', '', '7', '4'),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        // Two answers of one second can only be told apart by their row.
        const own = rows.map((each, i) => ({
          ...each,
          完成时间: `${each.完成时间.slice(0, 10)} 10:${String(i).padStart(2, '0')}`,
        }))
        const file = table(own)
        const turned = { ...file, rows: file.rows.toReversed() }
        const [a, b] = [file, turned].map((each) => judgeFile(each, proposeMapping(file.columns), survey))
        expect(b!.answers).toEqual(a!.answers)
        expect(new Set(codes(b!))).toEqual(new Set(codes(a!)))
        expect(a!.answers.length + a!.incomplete.length + new Set(a!.problems.map((each) => each.row)).size).toBe(
          rows.length,
        )
      }),
    )
  })
})

describe('personal data in a file', () => {
  it.each([
    '姓名',
    '受访者姓名',
    '身份证号',
    '证件号码',
    '手机号',
    '联系电话',
    '电话',
    '家庭住址',
    '微信',
    'Phone',
    '民警姓名',
    '联系方式（必填）',
  ])('is recognised by the heading %s, and nothing is imported', (heading) => {
    const verdict = judge([{}], [...headings, heading])
    expect(verdict).toMatchObject({ refused: true, answers: [] })
    expect(codes(verdict)).toEqual([`TP06 null ${heading}`])
  })

  it('is recognised by what the cells hold, whatever the heading says', () => {
    const id = completeResidentId('99010119900307001')
    expect(judge([{ 备注1: id } as Cells, {}, {}], [...headings, '备注1']).refused).toBe(true)
    expect(codes(judge([{ 服务类型: id }, {}]))).toEqual(['TP06 null 服务类型'])
    expect(codes(judge([{ 答卷编号: '13912345678' }, { 答卷编号: '13987654321' }]))).toEqual(['TP06 null 答卷编号'])
    expect(codes(judge([{ 答卷编号: '1' }, { 答卷编号: '2' }, { 答卷编号: '13912345678' }]))).toEqual([])
    expect(judge([{ 答卷编号: '1' }, { 答卷编号: '13912345678' }]).refused).toBe(true)
    expect(judge([{ 服务类型: ' +86 139-1234-5678 ' }]).refused).toBe(true)
    expect(judge([{ 服务类型: '  ' }, { 服务类型: ' ' }, { 服务类型: '13912345678' }]).refused).toBe(true)
    // Numbers of answers and texts with a number in them are no telephones.
    expect(judge([{ 答卷编号: '20260715000001' }, { 答卷编号: '20260715000002' }]).refused).toBe(false)
    expect(judge([{ 服务类型: '热线13912345678' }, { 服务类型: '13912345678热线' }]).refused).toBe(false)
  })

  it('in a comment does not refuse the file: comments are scrubbed before anybody reads them', () => {
    expect(judge([{ 意见建议: '请打13912345678' }]).refused).toBe(false)
    expect(judge([{ 意见建议: '13912345678' }]).refused).toBe(false)
  })

  it('is not suspected in a channel or a service', () => {
    expect(judge([{ 渠道: '电话', 服务类型: '户籍业务' }]).refused).toBe(false)
  })
})
