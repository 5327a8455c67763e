import type { OddProblem } from '../../../src-contract/features/sources.contract.ts'

/** 原始记录：读不懂的来源记录，只给审计员看。 */
export const rawRecords = {
  title: '原始记录',
  means: '未能完整读取的来源记录，按收到的样子保留，仅审计员可看，查看留痕',
  system: '系统',
  problem: '问题',
  unknown: '不认识的字段',
  received: '收到时间',
  version: '版本',
  bytes: '字节',
  problems: {
    broken: '内容损坏，读不出字段',
    'not-text': '有的值不是文字',
    'unknown-fields': '有不认识的字段',
  } satisfies Record<OddProblem, string>,
  first: (shown: string, total: string) => `共 ${total} 条，列出前 ${shown} 条`,
  one: (system: string, nativeId: string) => `${system} ${nativeId}`,
  asDelivered: '收到时的原文',
  cut: '（过长，只列出开头）',
  emptyTitle: '没有读不懂的记录',
  emptyText: '各系统送来的记录都能完整读取。',
}
