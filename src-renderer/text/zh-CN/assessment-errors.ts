import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

const signatureProblems: Readonly<Record<string, string>> = {
  'too-large': '文件过大',
  shape: '内容不合格式',
  certificate: '证书读不出来',
  algorithm: '证书的算法或密钥太弱',
  authority: '上级证书无权签发证书',
  usage: '证书不是用于签发考评方案的',
  chain: '证书不是本机登记的签发机关所发',
  expired: '证书不在有效期内',
  revoked: '证书已被吊销',
  office: '签名的不是方案所写的单位',
}

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
  'assessment/scheme-signature': (v) =>
    `考评方案的签名没有通过核验（${signatureProblems[v.text('problem')] ?? '签名与内容不符'}），没有载入。请向上级重新领取。`,
  'assessment/scheme-invalid': (v) =>
    `考评方案的设置不成立${v.has('places') ? `（${v.text('places')}）` : ''}，没有载入。请告知上级更正后重发。`,
  'assessment/scheme-past': (v) =>
    `方案自 ${v.date('date')} 起执行，这一天已到或已过，没有载入。新方案只能从以后的周期执行，请上级改期后重发。`,
  'assessment/scheme-known': () => '这一版方案已经载入，没有改动。',
  'assessment/scheme-later': () => '已载入的方案执行日期与它相同或更晚，没有载入。请向上级核对执行日期。',
  'assessment/incident-unknown': () => '没有这个编号的警情，没有保存。请核对编号。',
}

/** 抽查核验 */
export const samplingErrors: Record<Extract<ErrorCode, `sampling/${string}`>, Sentence> = {
  'sampling/gone': () => '没有这次抽查，或这条记录没有抽中。请刷新后再看。',
  'sampling/locked': () => '这个周期的抽样框已经锁定，不能重锁。请用已锁定的抽样框掷骰。',
  'sampling/drawn': () => '这次抽查已经抽取过，不能再掷骰。',
  'sampling/dice-count': () => '骰子须正好二十个数字，没有抽取。请核对掷出的数字。',
  'sampling/dice-digits': () => '只能填半角数字 0 至 9，没有抽取。请核对掷出的数字。',
  'sampling/dice-typed': () => '这串数字看起来不像掷出来的，没有抽取。请现场重掷；确是掷出的，请勾选确认。',
  'sampling/frame-changed': () => '锁定后的抽样框被改动过，与公布的校验值不符，没有抽取。请联系运维并报上级。',
  'sampling/station': () => '派出所编号或周期不能组成种子，没有抽取。请联系运维。',
  'sampling/not-drawn': () => '这次抽查还没有抽取，无从复核。',
  'sampling/own-team': () => '您与这名民警同组，不能核查其记录，没有执行。请由其他组的审计员核查。',
  'sampling/reason-missing': () => '判为不合格须写明原因，没有保存。请填写原因。',
  'sampling/used': () => '这个周期的结果已经发布，核查结论不能再改。',
}
