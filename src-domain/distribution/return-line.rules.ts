import { normaliseText } from '../text/normalise.ts'

/** What a line of a system's return file says. */
export type ReturnLine = {
  /** Number at the station, or of the correction. */
  readonly number: string
  readonly batch: string
  readonly outcome: 'confirmed' | 'rejected'
  readonly receipt: string | null
  readonly reason: string | null
}

const headings = {
  number: ['派出所登记号', '登记号', '台账编号', '更正编号'],
  batch: ['批次号', '批次', '导入批次'],
  result: ['导入结果', '结果', '处理结果', '状态'],
  receipt: ['回执号', '回执编号', '回执', '受理号'],
  reason: ['原因', '失败原因', '退回原因', '错误信息', '备注'],
} as const
export type ReturnColumn = keyof typeof headings

const good = ['成功', '已导入', '导入成功', '通过', '已接收', '正常', '是']
const bad = ['失败', '未导入', '导入失败', '退回', '不通过', '拒绝', '错误', '否']

/**
 * Which column says what; the first one of each kind counts.
 *
 * @returns null: number, batch or result are missing
 */
export function returnColumns(names: readonly string[]): Readonly<Partial<Record<ReturnColumn, number>>> | null {
  const found: Partial<Record<ReturnColumn, number>> = {}
  for (const column of Object.keys(headings) as ReturnColumn[]) {
    const known: readonly string[] = headings[column]
    const at = known.flatMap((heading) => {
      const index = names.findIndex((name) => cleaned(name) === heading)
      return index < 0 ? [] : [index]
    })[0]
    if (at !== undefined) found[column] = at
  }
  const { number, batch, result } = found
  return number === undefined || batch === undefined || result === undefined ? null : found
}

/** @returns null: the line does not say which record it is about, or what became of it */
export function readReturnLine(
  columns: Readonly<Partial<Record<ReturnColumn, number>>>,
  cells: readonly string[],
): ReturnLine | null {
  const text = (column: ReturnColumn): string => {
    const at = columns[column]
    return at === undefined ? '' : (cells[at] ?? '').trim()
  }
  const [number, batch, result] = [text('number'), text('batch'), cleaned(text('result'))]
  const outcome = good.includes(result) ? 'confirmed' : bad.includes(result) ? 'rejected' : null
  if (number === '' || batch === '' || outcome === null) return null
  return {
    ...{ number, batch, outcome },
    receipt: outcome === 'confirmed' && text('receipt') !== '' ? text('receipt').slice(0, 60) : null,
    reason: outcome === 'rejected' ? text('reason').slice(0, 200) : null,
  }
}

/** As the heading or word is meant: without spaces, stars and brackets around it. */
function cleaned(text: string): string {
  return normaliseText(text).replace(/[\s*＊:：]/g, '')
}
