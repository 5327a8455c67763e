import type { ConflictState, CorrectionState, QualityItem } from '../../../src-contract/features/quality.contract.ts'

const correctionStates: Record<CorrectionState, string> = {
  waiting: '待发送',
  sent: '已送出，待答复',
  exported: '已导出，待确认',
  shared: '已采纳',
  rejected: '被退回',
  cancelled: '已取消',
}
const refusals: Record<string, string> = {
  'unknown-field': '对方没有这个字段',
  'unknown-system': '平台不认识这个系统',
  missing: '缺少内容',
  invalid: '内容不合规则',
  refused: '对方不予更正',
  'cancelled-late': '取消已晚，对方已采纳',
  'cancelled-unanswered': '取消前已送出，对方未答复；请向该系统核实是否已改',
}

/** 数据质量：矛盾与缺项的处理清单。 */
export const quality = {
  title: '数据质量',
  kind: '矛盾',
  system: '系统',
  field: '字段',
  sentence: '说明',
  age: '已有',
  days: (n: string) => `${n} 天`,
  assignee: '承办人',
  reason: '理由',
  reasonHint: '写明核实情况（至少两个字）',
  state: '状态',
  states: { open: '待处理', checked: '已核', requested: '已提请更正' } satisfies Record<ConflictState, string>,
  allKinds: '全部矛盾',
  allSystems: '全部系统',
  mine: '只看分给我的',
  measures: (open: string, checked: string, requested: string, oldest: string | null) =>
    `待处理 ${open}，已核 ${checked}，已提请更正 ${requested}${oldest === null ? '' : `；最久 ${oldest} 天`}`,
  waiting: (n: string) => `（后台还在比对 ${n} 份档案）`,
  first: (shown: string, total: string) => `共 ${total} 条，列出最早的 ${shown} 条`,
  chosen: (n: string) => `已选 ${n} 条`,
  settle: '标为已核',
  request: '提请更正',
  requestMeans: '更正随下一次同步送到该系统；对方答复后显示在“已提请更正”里',
  proposed: '应为',
  proposedHint: '应为（不填则取对照记录的值）',
  proposedMany: '多条时取各自对照记录的值',
  proposedAgain: '应为（不填则不变）',
  correction: '更正办理情况',
  standing: (correction: QualityItem['correction']): string => {
    if (correction === null) return '早先提请，没有写明应为的值，未发送'
    const { state, refusal, receipt } = correction
    const [code = ''] = refusal?.split(':') ?? []
    const said = refusal === null ? null : (refusals[code] ?? refusal)
    return [correctionStates[state], state === 'shared' ? receipt : null, said].filter(Boolean).join('：')
  },
  sendAgain: '改后再发',
  sendAgainMeans: '选一条被退回的更正，写明理由，需要时改写应为的值',
  sentAgain: '已重新提请，随下一次同步送出。',
  settled: (n: string) => `已核 ${n} 条。数值变动后会重新列出。`,
  requested: (n: string, withoutValue: string, notTaken: string) =>
    [
      `已提请更正 ${n} 条，随下一次同步送出。`,
      withoutValue === '0' ? '' : `${withoutValue} 条没有对照值，请逐条写明应为的值。`,
      notTaken === '0' ? '' : `${notTaken} 条对方系统不收此类更正。`,
    ].join(''),
  assign: '分给…',
  nobody: '不分给任何人',
  assigned: (n: string) => `已分派 ${n} 条`,
  emptyTitle: '没有这样的矛盾',
  emptyText: '可改选状态、矛盾种类或系统。新数据导入后，后台会自动比对。',
}
