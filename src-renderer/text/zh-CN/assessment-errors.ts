import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

/** 绩效考评。 */
export const assessmentErrors: Record<Extract<ErrorCode, `assessment/${string}`>, Sentence> = {
  'assessment/gone': () => '没有这次考评，或它尚未发布。请刷新后再看。',
  'assessment/not-yours': () => '考评结果只有本人和所长能看，操作没有执行并已记入审计。',
  'assessment/not-scored': () =>
    '您在本期没有警务区分工，也没有经办的记录，因此没有考评进度。如有出入，请联系内勤核对分工。',
  'assessment/period-unknown': () => '没有这个考评周期，或它还没有开始。请重新选择。',
  'assessment/period-running': (v) =>
    `这个周期${v.has('date') ? `到 ${v.date('date')} ` : '还没有'}才结束，不能测算。请在周期结束后再测算。`,
  'assessment/no-working-days': () => '这个周期到目前没有工作日，算不出应完成的工作量，没有测算。',
  'assessment/no-officers': () => '这个周期没有民警负责警务区，也没有民警经办的记录，没有测算。请先登记分工。',
  'assessment/reason-missing': () => '这个周期的结果已经发布，重新测算须写明原因，没有测算。请填写原因。',
  'assessment/appeals-open': () => '这个周期还有未办结的申诉，没有测算。请先办结申诉。',
  'assessment/not-preview': () => '只有试算结果可以发布或放弃；这一次已经发布，没有改动。',
  'assessment/changed': () => '结果在您查看之后重新测算过，没有发布。请先查看新的结果。',
  'assessment/appeal-late': (v) =>
    `申诉期${v.has('date') ? `到 ${v.date('date')} ` : ''}已经结束，没有提交。确有差错的，请向所长说明。`,
  'assessment/appeal-open': () => '您对这次考评已有一件申诉在办，没有重复提交。请等待办结。',
  'assessment/appeal-step': () => '这件申诉已经办到下一步，没有改动。请刷新后再看。',
  'assessment/own-release': () => '发布结果的人不能复核对它的申诉，没有改动。请由内勤或另一名所领导复核。',
  'assessment/nothing-changed': () =>
    '按现在的记录重新计算，结果没有变化，没有产生新版本。请先更正记录，或决定维持原结果。',
  'assessment/incident-unknown': () => '没有这个编号的警情，没有保存。请核对编号。',
}
