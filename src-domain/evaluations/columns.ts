import { normaliseText } from '../text/normalise.ts'

/** Columns of an evaluation file. Questions (q1, q2, ...) are named by their number. */
export const evaluationFields = [
  ...(['response_id', 'invite_token', 'officer_or_area_code', 'channel', 'completed_at', 'overall'] as const),
  ...(['service_type', 'weight', 'comment', 'call_back'] as const),
] as const
export type EvaluationField = (typeof evaluationFields)[number]
export type QuestionField = `q${number}`
export type AnyField = EvaluationField | QuestionField

export const neededFields: readonly EvaluationField[] = [
  ...(['response_id', 'invite_token', 'officer_or_area_code', 'channel', 'completed_at', 'overall'] as const),
]

/** A column of the file: `key` is unique in it, `heading` is what the agency wrote. */
export type EvaluationColumn = { readonly key: string; readonly heading: string }

/** Column key -> field. A column that nothing claims is not read. */
export type EvaluationMapping = Readonly<Record<string, AnyField>>

/** As agencies write them; best first. */
const headings: Readonly<Record<EvaluationField, readonly string[]>> = {
  response_id: ['答卷编号', '答卷ID', '问卷编号', '样本编号', '记录编号', '答卷号'],
  invite_token: ['邀请码', '邀请编号', '邀请令牌', '受邀码', '访问码'],
  officer_or_area_code: [
    ...['民警或警务区编号', '评价对象编号', '评价对象编码', '被评价对象编号'],
    ...['民警编号', '警号', '警务区编号', '警务区代码', '警务区编码'],
  ],
  channel: ['渠道', '调查渠道', '评价渠道', '调查方式', '访问方式'],
  completed_at: ['完成时间', '作答时间', '答卷时间', '评价时间', '提交时间', '完成日期'],
  overall: ['总体满意度', '总体评价', '综合满意度', '整体满意度', '满意度', '满意程度'],
  service_type: ['服务类型', '服务事项', '业务类型', '办理事项'],
  weight: ['权重', '样本权重', '加权系数'],
  comment: ['意见建议', '意见与建议', '意见', '建议', '评语', '留言'],
  call_back: ['是否同意回访', '同意回访', '是否接受回访', '接受回访', '回访意愿'],
}

/** 满意度（总体）* and 满意度 are one heading. */
function folded(heading: string): string {
  return normaliseText(heading)
    .replace(/[(（【[][^)）】\]]*[)）】\]]/g, '')
    .replace(/[\s*:：、,，./\\-]/g, '')
    .toLowerCase()
}

const fieldOfHeading: ReadonlyMap<string, EvaluationField> = new Map(
  evaluationFields.flatMap((field) => [field, ...headings[field]].map((heading) => [folded(heading), field] as const)),
)
const QUESTION = /^(?:q|问题|题目|第)([1-9]\d?)(?:题)?$/

/** The field that a heading names, or null. */
export function recogniseHeading(heading: string): AnyField | null {
  const key = folded(heading)
  const question = QUESTION.exec(key)
  return question ? `q${Number(question[1])}` : (fieldOfHeading.get(key) ?? null)
}

/** Which column holds which field, by the headings that are known. Of several columns for one field the first counts. */
export function proposeMapping(columns: readonly EvaluationColumn[]): EvaluationMapping {
  const mapping: Record<string, AnyField> = {}
  const taken = new Set<AnyField>()
  for (const { key, heading } of columns) {
    const field = recogniseHeading(heading)
    if (field === null || taken.has(field)) continue
    taken.add(field)
    mapping[key] = field
  }
  return mapping
}

/** Fields that a mapping made by hand names twice, or for columns that the file has not. Empty: it can be used. */
export function mappingProblems(columns: readonly EvaluationColumn[], mapping: EvaluationMapping): AnyField[] {
  const present = new Set(columns.map(({ key }) => key))
  const taken = new Set<AnyField>()
  const wrong = new Set<AnyField>()
  for (const [key, field] of Object.entries(mapping)) {
    if (!present.has(key) || taken.has(field)) wrong.add(field)
    taken.add(field)
  }
  return [...wrong]
}

/** Headings that are personal as a whole; 电话 within another heading may be about the survey. */
const personal = [
  ...['名字', '称呼', '联系人', '受访者', '受访人', '群众', '当事人', '公民身份号码'],
  ...[
    '电话',
    '联系方式',
    '移动电话',
    '固定电话',
    '微信',
    '微信号',
    '住址',
    '地址',
    '居住地址',
    '详细地址',
    '邮箱',
    '电子邮箱',
  ],
  ...['name', 'fullname', 'idnumber', 'idcard', 'phone', 'mobile', 'tel', 'telephone', 'email', 'address', 'wechat'],
].map(folded)
/** Words that make any heading personal. */
const PERSONAL_PART = /姓名|身份证|证件号|手机|电话号|联系电话|家庭住址/

/** True for a heading of names, ID numbers, telephones or addresses. Such a file is refused: the survey is anonymous. */
export function isPersonalHeading(heading: string): boolean {
  const key = folded(heading)
  return personal.includes(key) || PERSONAL_PART.test(key)
}
