import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

/** 关联核对。 */
export const linkageErrors: Record<Extract<ErrorCode, `linkage/${string}`>, Sentence> = {
  'linkage/not-ready': () => '全部记录还没有关联完，暂时不能认定，没有保存。关联正在后台进行，完成后再办。',
  'linkage/record-gone': () => '这条记录或这份档案已不存在，没有保存。请返回列表重新打开。',
  'linkage/same-file': () => '这两条记录已经在同一份档案里，不需要再认定。',
  'linkage/reason-missing': () => '没有写明理由，没有保存。请写至少两个字。',
  'linkage/split-parts': () => '选中了档案里的全部记录，分不成两份，没有保存。请至少留下一条。',
  'linkage/act-gone': () => '这项认定已被撤销或已不存在，没有改动。',
}
