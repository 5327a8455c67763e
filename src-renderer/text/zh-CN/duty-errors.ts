import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence, SentenceValues } from '../sentence.ts'

/** 两个日期之间；没有截止日的写“起”。 */
function days(v: SentenceValues): string {
  if (!v.has('from')) return ''
  return v.has('to') ? `（${v.date('from')} 至 ${v.date('to')}）` : `（${v.date('from')} 起）`
}

/** 值勤与辖区。 */
export const dutyErrors: Record<Extract<ErrorCode, `duty/${string}`>, Sentence> = {
  'duty/gone': () => '这一条已被撤销或已不存在，没有改动。请刷新后再看。',
  'duty/account-unknown': () => '所选人员不在本所在用账户之内，没有保存。请重新选择。',
  'duty/shift-unknown': () => '没有这个班次，没有保存。请从列表中选择。',
  'duty/shift-overlap': (v) =>
    `与此人${v.has('date') ? ` ${v.date('date')} ${v.text('from')}–${v.text('to')} ` : '已有'}的班次时间重叠，没有保存。请调整时间，或先撤销原班次。`,
  'duty/nothing-changed': () => '内容没有变化，不需要保存。',
  'duty/dates-reversed': () => '起始日期晚于截止日期，没有保存。请核对日期。',
  'duty/window-long': (v) => `一次最多查看 ${v.has('days') ? v.number('days') : '740'} 天，请缩小起止日期。`,
  'duty/beat-unknown': () => '没有这个警务区，没有保存。请从列表中选择，或先新增警务区。',
  'duty/assignment-overlap': (v) => `此人在这个警务区已有分工${days(v)}，日期重叠，没有保存。请先改原分工的截止日期。`,
  'duty/cover-self': () => '代管人不能是被代管人本人，没有保存。请另选一人。',
  'duty/cover-not-assigned': () => '被代管人在这段日期并不负责这个警务区，没有保存。请核对人员、警务区和日期。',
  'duty/cover-needless': () => '代管人这段日期本来就负责这个警务区，不必代管，没有保存。',
  'duty/cover-overlap': (v) => `这个警务区此人已有代管${days(v)}，日期重叠，没有保存。请先改原代管的日期。`,
  'duty/acting-past': () => '代行不能从过去的日期开始，没有签发。请从今天或以后起算。',
  'duty/acting-long': (v) =>
    `一次代行最长 ${v.has('days') ? v.number('days') : '184'} 天，没有签发。请缩短日期，到期再签。`,
  'duty/deputy-unfit': () => '代行人须是本人以外的民警，没有签发。请另选一人。',
  'duty/acting-overlap': (v) => `您已签发过代行${days(v)}，日期重叠，没有签发。请先终止原代行。`,
  'duty/doors-reversed': () => '门牌起号大于止号，没有保存。请核对门牌。',
  'duty/area-unreadable': () => '读不出这是哪里，没有保存。请写全名称，如“桂花路”“金桂花园3栋”，并核对类型。',
  'duty/area-overlap': (v) =>
    `同一范围已划给${v.has('beat') ? ` ${v.text('beat')} ` : '另一警务区'}${days(v)}，日期重叠，没有保存。请先改原划分的截止日期。`,
  'duty/entry-unknown': () => '没有这个编号的台账记录，或已作废，没有保存。请核对编号。',
  'duty/entry-other-officer': () => '这条记录的经办民警不是计划中的民警，没有保存。请核对编号，或先改计划。',
  'duty/entry-outside': (v) => `这条记录的日期不在计划期限之内${days(v)}，没有保存。请核对编号，或先改期限。`,
  'duty/share-twice': () => '同一警务区、同一民警分了两次任务，没有保存。请合并为一行。',
  'duty/batch-parties': () => '交表须一方是内勤、一方是民警或辅警，没有保存。请重新选择对方。',
  'duty/batch-future': () => '交表时间晚于现在，没有保存。请核对时间。',
  'duty/batch-closed': () => '这一批双方都已确认，不能再改。确有差错的，请另交一批并写明。',
  'duty/batch-not-yours': () => '这一批等的不是您的确认，没有改动。请由对方用本人账户确认。',
  'duty/sheets-differ': (v) =>
    `点收张数与交表张数不符${v.has('counted') ? `（点收 ${v.number('counted')} 张，交表 ${v.number('stated')} 张）` : ''}，没有确认。请当面点清；登记有误的，撤销后重交。`,
  'duty/entry-other-book': () => '这条记录不属于这一批的台账，没有关联。请核对批次。',
  'duty/entry-linked': () => '这条记录已关联另一批纸表，没有改动。请核对批次。',
  'duty/import-columns': (v) =>
    v.text('kind') === 'areas'
      ? '表里没有找到“名称”和“警务区”两列，没有导入。请核对表头或换一个工作表。'
      : '认不出这份排班表：须有“姓名”和“日期、班次”，或“姓名”和每天一列，或“日期”和班次各列。没有导入，请核对表头或换一个工作表。',
  'duty/import-month': () => '表里只有日、没有年月，不知道是哪个月的班。请选择月份后再预览。',
  'duty/import-sheet': () => '文件里没有这个工作表，没有导入。请重新选择。',
  'duty/import-long': (v) => `行数超过 ${v.has('max') ? v.number('max') : '20000'}，没有导入。请分成几份。`,
  'duty/import-empty': () => '这个工作表里没有可以读的行，没有导入。请核对文件或换一个工作表。',
  'duty/preview-stale': () => '预览之后数据有了变化，没有导入。请重新预览。',
  'duty/import-problems': (v) =>
    `${v.has('rejected') ? `有 ${v.number('rejected')} 行` : '有的行'}须先改正，整份文件都没有导入。请改好文件后重新选择。`,
  'duty/import-nothing': () => '文件内容与现有的一样，没有需要导入的。',
  'duty/import-undone': () => '这次导入已经撤销过。',
  'duty/undo-conflict': (v) =>
    `导入之后${v.has('count') ? `有 ${v.number('count')} 条` : '有的内容'}又被改动，整批都没有撤销。请逐条更正。`,
}
