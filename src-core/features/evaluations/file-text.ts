import type { RowProblemCode } from '../../../src-domain/evaluations/judge-file.ts'

/** What stands in the files that go to the agency; they are Chinese whatever the screen's language is. */
export const fileText = {
  invitations: '测评邀请名单',
  invitationHeadings: ['邀请码', '民警编号', '警务区编号', '服务类型', '服务日期', '渠道', '邀请方'],
  solicited: { agency: '测评机构', station: '派出所', officer: '民警本人' },
  rejectedFile: '测评退回行',
  rejectedSheet: '退回',
  rejectedTitle: (survey: string, rows: number) =>
    `${survey}：${rows} 行未导入。请更正后另存为新文件报来，已导入的行不必再报。`,
  row: '原行号',
  reasons: '未导入原因',
  problems: {
    TP02: '缺少必需的列',
    TP03: '取值不在范围内',
    TP04: '邀请码不在样本中',
    TP05: '重复答卷',
    TP06: '含个人信息',
    TP08: '完成时间不在测评周期内',
  } satisfies Record<RowProblemCode, string>,
  problem: (code: string, words: string, column: string | null) =>
    column === null ? `${code} ${words}` : `${code} ${words}（${column}）`,
}
