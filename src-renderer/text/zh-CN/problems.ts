import type { DraftProblemCode } from '../../../src-domain/books/problem-codes.ts'
import type { FileNotice, RowProblemKind } from '../../../src-contract/features/sources.contract.ts'
import type { Sentence } from '../sentence.ts'

const idLength: Sentence = (v) => `证件号码应为 ${v.number('expected')} 位，现为 ${v.number('length')} 位。请核对。`

const elements: Readonly<Record<string, string>> = {
  road: '路名或小区',
  door: '门牌号',
  building: '楼栋',
  unit: '单元',
  floor: '楼层',
  room: '房间号',
}

/** 地址缺少的部分。 */
const missing = (codes: string): string =>
  codes
    .split(',')
    .map((code) => elements[code] ?? '房间号')
    .join('、')

/** 登记时的问题：必改的说明怎样改，可说明的说明为什么提示。 */
export const draftProblems: Record<DraftProblemCode, Sentence> = {
  required: () => '必须填写。',
  'too-long': (v) => `内容过长，最多 ${v.number('max')} 个字。`,
  'unknown-field': () => '有一项不属于这本台账。请重新打开草稿。',
  'unknown-option': () => '不在可选项之内。请从列表中选择。',
  'not-declarable': () => '这一项必须有实际内容，不能填“未提供”。',
  'number-invalid': () => '请填写数字。',
  'document-without-kind': () => '填了证件号码，还须选择证件类型。',
  'officer-unknown': () => '经办民警不在本所在用账户之内。请重新选择。',
  'officer-not-police': () => '经办人须是民警；辅警、文职可填在协办人。',
  'helper-unknown': () => '协办人不在本所在用账户之内。请重新选择。',
  'helper-is-officer': () => '经办民警不必再填为协办人。请去掉。',
  'account-unknown': () => '不在本所在用账户之内。请重新选择。',
  'time-invalid': () => '时间读不出来。可填 14:30、1430。',
  'out-of-range': (v) => `应在 ${v.text('min')} 至 ${v.text('max')} 之间。请核对。`,
  'before-earlier-step': (v) => `早于前一环节的日期（${v.date('date')}），先后颠倒。请核对。`,
  'wrong-for-step': () => '与所选的办理环节不符。请改选结果，或换一个环节。',
  'nothing-new': () => '与原来的相同，没有可更改的。请重新选择。',
  'grid-unreadable': (v) => `第 ${v.number('line')} 行读不出来。每行写：名称 户数 人口 单位数。`,
  'grid-twice': (v) => `第 ${v.number('line')} 行的网格名称与前面重复。请核对。`,
  'grids-sum': (v) => `与各网格之和（${v.number('sum')}）不符。请核对网格数据或总数。`,
  'personal-data': () => '含有证件号码或电话号码。这里只记概况和人数，请删去个人信息。',
  'profile-exists': (v) => `本警务区该年度概况已有（${v.text('number')}）。请更正原记录，或先将其换年度。`,
  'out-before-in': (v) => `离开日期早于入住日期（${v.date('date')}）。请核对。`,
  'not-extended': (v) => `续期后的期限应晚于原期限（${v.date('date')}）。请核对。`,
  'lease-order': (v) => `租期止早于租期起（${v.date('date')}）。请核对。`,
  'organisation-exists': (v) => `同名同址的单位已登记（${v.text('number')}）。请更正原记录。`,
  'consent-missing': () => '调解须双方自愿。未取得同意的，请移交或引导其他途径，不能开始调解。',
  'oral-only': () => '只有口头协议不能算化解。请签订书面协议并写明履行期限。',
  'not-performed': () => '协议未履行，不能办结。请继续督促，或登记为“未履行”。',
  'reinspector-same': () => '复查须由经办民警、协办人以外的人进行。请改选复查人。',
  'shift-empty': () => '结束时间与开始时间相同。请核对。',
  'shift-overlap': (v) =>
    `经办民警或协办人在该时段已有巡逻（${v.text('number')}，${v.date('date')}）。请调整时间或人员。`,
  'register-changed': (v) => `${v.text('number')} 的状态已变，核实结果未登记。请重新核对该户。`,
  'date-long-ago': () => '日期在一年以前。属实的，请说明原因。',
  'name-doubtful': () => '姓名中有不常见的字符。属实的，请说明原因。',
  placeholder: () => '像是随手填的占位内容。确实没有的，请改选“未提供”等。',
  'address-no-room': (v) =>
    `地址没有写到室（缺少${missing(v.text('missing'))}）。平房、门面等确无室号的，请说明；将按临时地址登记。`,
  'address-unreadable': () => '地址没有识别出门牌或楼栋。请补全；确无标准地址的，请说明。',
  'address-incomplete': (v) => `地址缺少${missing(v.text('missing'))}。确无的，请说明；将按临时地址登记。`,
  'officer-not-assigned': (v) => `经办民警当日未分配到 ${v.text('beat')} 警务区。代管、代行的，请说明。`,
  'beat-unknown': (v) => `${v.text('beat')} 不在本所警务区之内。请核对。`,
  'visit-within-30-days': (v) =>
    `该户 30 日内已有走访（${v.text('number')}，${v.date('date')}）。可以登记，但不重复计入。请说明原因。`,
  'already-registered': (v) => `该证件号码已登记（${v.text('number')}）。是同一人的，请更正原记录；否则请说明。`,
  'registered-elsewhere': (v) =>
    `该证件在另一本台账登记在别处居住（${v.text('number')}）。已搬来的，请先登记离开，或说明。`,
  'unit-registered': (v) => `该房屋已有出租房记录（${v.text('number')}）。是同一处的，请更正原记录；否则请说明。`,
  'uscc-registered': (v) => `该统一社会信用代码已登记（${v.text('number')}）。确有另一处经营的，请说明。`,
  'incident-recorded': (v) => `该警情编号已有记录（${v.text('number')}）。确需另记的，请说明。`,
  'incident-number-unusual': () => '警情编号格式不常见。属实的，请说明。',
  'floor-too-high': (v) => `楼层高于该楼已知的层数（${v.number('floors')} 层）。属实的，请说明。`,
  'already-over': () => '期限在今天之前，已经到期。属实的，请说明。',
  'notice-late': (v) => `通知书应在发现后 3 个工作日内送达（至 ${v.date('date')}），现已超期。请说明原因。`,
  'follow-up-early': (v) => `回访早了：上一次回访期限未过，应在 ${v.date('date')} 前后进行。属实的，请说明。`,
  'finished-late': (v) => `超过办理期限（${v.date('date')}），计为逾期。请说明原因。`,
  'names-in-text': () => '像是列了人名。这里只记人数；不是人名的，请说明。',
  'id/empty': () => '请填写证件号码。',
  'id/length': idLength,
  'id/character': () => '证件号码只能由数字组成，末位可为 X。',
  'id/checksum': (v) => `校验位不符，末位应为 ${v.text('expected')}。请对照证件核对。`,
  'id/birth-date': () => '证件号码中的出生日期不存在。请核对。',
  'id/birth-date-mismatch': () => '与证件号码中的出生日期不一致。请核对。',
  'id/sex-mismatch': () => '与证件号码中的性别不一致。证件如此的，请说明。',
  'id/division': () => '证件号码前六位不在现行或历史区划代码之内。证件如此的，请说明。',
  'id/damaged-number': () => '证件号码被表格软件损坏（如 6.10102E+17），后几位已丢失，无法还原。请重新录入。',
  'id/masked': () => '证件号码是脱敏后的，不能登记。请填写完整号码，或改选“未提供”。',
  'id/old-format': () => '这是 15 位旧证件号码，已换算为 18 位。请确认。',
  'uscc/empty': () => '请填写统一社会信用代码。',
  'uscc/length': (v) => `统一社会信用代码应为 ${v.number('expected')} 位，现为 ${v.number('length')} 位。请核对。`,
  'uscc/character': () => '统一社会信用代码含有不使用的字符（I、O、S、V、Z 等）。请核对。',
  'uscc/checksum': (v) => `统一社会信用代码校验位不符，末位应为 ${v.text('expected')}。请核对。`,
  'uscc/damaged-number': () => '统一社会信用代码被表格软件损坏，无法还原。请重新录入。',
  'uscc/registration': () => '统一社会信用代码的登记部门代码不常见。证照如此的，请说明。',
  'phone/empty': () => '请填写电话，没有的选“未提供”。',
  'phone/length': (v) => `电话位数不符，应为 ${v.number('expected')} 位，现为 ${v.number('length')} 位。请核对。`,
  'phone/character': () => '电话中有不是号码的字符。请核对。',
  'phone/pattern': () => '电话号段不常见。属实的，请说明。',
  'phone/placeholder': () => '像是占位号码。没有电话的，请选“未提供”。',
  'phone/masked': () => '电话是脱敏后的，不能拨打。请填写完整号码，或选“未提供”。',
  'phone/area-code': () => '固定电话缺少区号。请补上，或说明。',
  'plate/empty': () => '请填写号牌号码。',
  'plate/pattern': () => '号牌号码格式不常见。属实的，请说明。',
  'document/empty': () => '请填写证件号码。',
  'document/pattern': () => '证件号码格式与所选证件类型不符。属实的，请说明。',
  'document/number-not-expected': () => '选了“无证件”，不应有证件号码。请改选证件类型或清空号码。',
  'document/kind-mismatch': () => '号码像是另一种证件。请核对证件类型。',
  'date/empty': () => '请填写日期。',
  'date/format': () => '日期读不出来。可填 2026-03-05、0305、昨天。',
  'date/not-a-day': () => '没有这一天。请核对。',
  'date/range': (v) => `年份应在 ${v.text('first')} 至 ${v.text('last')} 之间。请核对。`,
  'date/future': () => '日期在今天之后。已发生的事不能填将来的日期。',
}

/** 导入时逐行的问题。 */
export const rowProblems: Record<RowProblemKind, string> = {
  'required-missing': '必填项为空',
  'id-checksum': '证件号码校验位不符',
  'id-damaged': '证件号码被表格软件损坏，无法还原',
  'id-length': '证件号码位数不对',
  'id-birth-date': '证件号码中的出生日期不存在',
  'date-invalid': '日期读不出来',
  'number-lost-digits': '长数字被表格软件截断',
  'key-missing': '缺少识别这一行的编号',
  'duplicate-in-file': '与本文件另一行重复',
  'phone-doubtful': '电话可疑',
  'address-incomplete': '地址不完整',
  'uscc-checksum': '统一社会信用代码校验位不符',
  'value-too-long': '内容过长',
}

export const fileNotices: Record<FileNotice, string> = {
  'macros-ignored': '文件含有宏，没有运行。',
  'formulas-as-values': '公式按文件中保存的结果读取。',
  'formulas-without-values': '有公式没有保存结果，这些单元格按空白读取。请在 WPS 中打开并保存一次后再选。',
  'merged-header': '表头有合并单元格，已拆开识别。',
  'merged-cells-filled': '数据区有合并单元格，已按同一内容填入各行。',
  'duplicate-columns': '有同名的列，只按第一列识别；其余可在“列对应”中指定。',
  'hidden-sheets': '有隐藏的工作表，没有读取。',
  'damaged-numbers': '有长数字已被表格软件损坏（如 6.10102E+17），这些行不导入。',
}
