import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence, SentenceValues } from '../sentence.ts'
import { assessmentErrors, samplingErrors } from './assessment-errors.ts'
import { reportsErrors } from './reports-errors.ts'
import { authoritiesErrors, evaluationsErrors } from './evaluations-errors.ts'
import { dutyErrors } from './duty-errors.ts'
import { linkageErrors } from './linkage-errors.ts'
import { paperErrors } from './paper-errors.ts'
import { networkErrors } from './network-errors.ts'
import { syncErrors } from './sync-errors.ts'

const escrowReasons: Readonly<Record<string, string>> = {
  unreadable: '不是 PEM 格式的证书',
  'not-rsa': '不是 RSA 证书',
  'too-short': '密钥过短，至少须 2048 位',
  'not-valid-now': '不在有效期内',
  'same-key': '与另一份是同一把密钥',
  'other-holder': '不是现任密钥保管人的证书',
}

const recoveryReasons: Readonly<Record<string, string>> = {
  none: '本机没有建立恢复密钥',
  'unreadable-key': '密钥文件读不出来，或其口令有误',
  'wrong-key': '密钥与托管证书对不上',
  'same-holder': '两把密钥属于同一名保管人',
}

const weakReasons: Readonly<Record<string, string>> = {
  'too-short': '太短',
  'too-uniform': '重复字符太多',
  'well-known': '是常见口令',
  'contains-name': '含有用户名或警号',
}

const bindingReasons: Readonly<Record<string, string>> = {
  outside: '它在表格范围之外',
  hidden: '它在隐藏的工作表里',
  formula: '它是公式，由表格自己计算',
  'has-text': '它已有文字',
  'book-gone': '没有这本台账',
  'state-gone': '这本台账没有所选的状态',
  'field-gone': '这本台账没有所选的项目',
  'value-gone': '这一项没有所选的类别',
  'beat-gone': '本所没有这个警务区',
  'state-needed': '按转入统计须选择状态',
  'value-needed': '选了项目还须选择类别',
}

function bindingReason(v: SentenceValues): string {
  if (v.text('reason') === 'merged-away') return `它已并入 ${v.text('into')}，请绑定 ${v.text('into')}`
  return bindingReasons[v.text('reason')] ?? '所选内容不成立'
}

export const errors: Record<ErrorCode, Sentence> = {
  internal: () => '程序内部出错，本次操作没有完成，已保存的内容不受影响。请重试；仍不行，请把下面的编号告诉运维。',
  'rpc/unknown-method': () => '界面与工作进程的版本不一致，本次操作没有执行。请退出后重新打开；仍不行，请联系运维。',
  'rpc/invalid-input': (v) =>
    v.has('fields')
      ? `提交的内容不符合要求（${v.text('fields')}），没有保存。请检查后再试。`
      : '提交的内容不符合要求，没有保存。请检查后再试。',
  'rpc/too-large': () => '提交的内容过长，没有保存。请删减后再试。',
  'rpc/cancelled': () => '已取消，数据没有改动。',
  'rpc/denied': () => '您的岗位没有这项权限，操作没有执行并已记入审计。确需办理的，请联系所长。',
  'rpc/not-logged-in': () => '登录已结束，请重新登录；草稿都在。',
  'rpc/operation-reused': () => '这次提交与先前的一次编号相同但内容不同，没有重复登记。请重新操作一次。',
  'core/restarted': () => '工作进程刚刚重启，这次操作没有得到答复。请重试，不会重复登记。',
  'core/reader-restarted': () => '查询进程刚刚重启，这次查询没有结果。请重试。',
  'core/unavailable': () =>
    '工作进程无法启动，暂时不能查询和登记，已保存的数据不受影响。请退出后重新打开；仍不行，请联系运维。',
  'store/missing': () => '找不到本机的台账数据文件，无法登录。请从备份恢复；没有备份的，请联系运维。',
  'store/exists': () => '本机已经建立过台账数据，不能重复初始化。请返回登录。',
  'store/in-use': () => '台账数据正被另一个程序使用，暂时打不开。请关闭本机上的另一个窗口后重试。',
  'store/plain-database': () => '数据文件没有加密，可能被替换过，程序没有打开它。请联系运维核查，或从备份恢复。',
  'store/swapped': () => '数据文件与本机的密钥不是一套，可能被替换过，程序没有打开它。请联系运维核查，或从备份恢复。',
  'store/wrong-key': () => '密钥打不开数据文件，数据没有改动。请由两名密钥保管人办理恢复，或从备份恢复。',
  'store/damaged': () => '数据文件已损坏，无法打开；原文件会保留，不会删除。请从备份恢复。',
  'store/newer': () => '数据文件由更新版本的程序写成，本版本不能打开，数据没有改动。请先升级程序。',
  'store/migration-failed': () => '数据升级没有完成，已退回升级前的状态，数据没有丢失。请联系运维。',
  'store/disk-full': () => '磁盘空间不足，这次没有保存。请清理磁盘后重试，已输入的内容还在屏幕上。',
  'store/read-only': () => '数据文件夹不可写，这次没有保存。请联系运维检查文件夹权限后重试。',
  'store/audit-unwritable': () => '审计记录写不进去，因此这次操作没有执行。请检查磁盘空间后重试；仍不行，请联系运维。',
  'backup/none': () => '这份备份已不存在，没有恢复。请另选一份。',
  'backup/unusable': () => '这份备份打不开或不完整，没有恢复，现有数据没有改动。请另选一份。',
  'keys/erased': () =>
    '平台已下令销毁本机的密钥，本机上的数据（含备份）已不能读取，也不能恢复。如有尚未上报的改动，已事先封成待发包，存在数据文件夹的“unsent”里：请由运维拷到本所另一台电脑的“同步”页代送。要重新启用本机，请由运维清空数据文件夹后重新入网。',
  'keys/missing': () => '找不到本机的密钥文件，无法登录。请由两名密钥保管人办理恢复。',
  'keys/damaged': () => '本机的密钥文件已损坏，无法登录。请由两名密钥保管人办理恢复。',
  'keys/machine-changed': () => '本机的硬件或系统账户变了，密钥不能使用。请由两名密钥保管人办理恢复。',
  'keys/change-under-way': () => '本机已在更换数据密钥，没有另行开始。请等这次完成，或先取消。',
  'keys/no-change': () => '本机没有正在更换数据密钥，没有可取消的。请刷新页面查看。',
  'keys/no-room': (v) =>
    `磁盘空间不足，没有开始更换：须有 ${v.number('need')} MB，现余 ${v.number('free')} MB。请清理磁盘后重试。`,
  'keys/escrow-needed': () => '本机没有存两名密钥保管人的公钥，没有开始更换。请选择初始化时所用的两份托管证书后重试。',
  'keys/escrow-invalid': (v) =>
    `第 ${Number(v.text('index')) + 1} 份托管证书不能使用：${escrowReasons[v.text('reason')] ?? '内容读不出来'}。数据没有改动，请重新选择。`,
  'keys/recovery-refused': (v) =>
    `没有恢复：${recoveryReasons[v.text('reason')] ?? '两把恢复密钥与托管证书对不上'}。请核对两份密钥及其口令。`,
  'accounts/wrong-passphrase': (v) =>
    Number(v.text('left')) > 0
      ? `用户名或口令不对，没有登录；再错 ${v.number('left')} 次将锁定。请重新输入。`
      : '用户名或口令不对。请重新输入，注意大小写。',
  'accounts/locked-out': (v) =>
    v.has('until')
      ? `登录失败次数过多，本机已锁定，${v.time('until')} 后可再试。`
      : '登录失败次数过多，本机已锁定。请稍后再试。',
  'accounts/clock-back': () => '本机时钟比上次使用时早，无法登录。请先校准时间。',
  'accounts/passphrase-weak': (v) =>
    `口令太弱，没有保存：${weakReasons[v.text('reason')] ?? '容易被猜到'}。请至少用 10 个字母数字或 5 个汉字，且不含姓名、警号。`,
  'accounts/name-taken': () => '这个用户名已有人使用，没有建立账户。请换一个。',
  'accounts/unknown': () => '没有这个账户。请核对用户名。',
  'accounts/inactive': () => '这个账户已停用，不能登录。如需恢复，请联系运维。',
  'accounts/stopped': () =>
    '平台的账号目录已停用这个账户，不能登录；草稿和已登记的内容都在。确需恢复，请平台管理员在账号目录中恢复，再登录即可。',
  'accounts/has-passphrase': () =>
    '这个账户在本机已有口令，没有生成首次登录码。口令遗忘的，请在登录页由两名密钥保管人恢复。',
  'accounts/number-known': (v) =>
    `这个警号已是${v.text('name')}的账户（来自平台目录或另一台电脑），没有另建。请在账户列表中为其生成首次登录码。`,
  'accounts/code-refused': () => '用户名或首次登录码不对，没有登录。请核对后重试；连续输错会暂时锁定。',
  'accounts/code-over': () => '这个首次登录码已过期或已用过，没有登录。请运维或所长重新生成。',
  'accounts/own-account': () => '不能停用自己的账户。请由另一名运维办理。',
  'access/purpose-required': () => '查询居民信息须先选择查询事由。请选择后再查。',
  'access/reference-required': () => '这项查询事由须填写编号（警情、案件或事项编号）。请填写后再查。',
  'access/reference-unreadable': () =>
    '编号不是本事由的编号，没有查询。请填警情编号、台账编号（如 L09-2026-000012）或登记号（如 JQ-2026-15）。',
  'access/whole-id-needed': () => '本人申请查询只能按完整的证件号查一个人，没有查询。请核对本人证件，输入全部号码。',
  'access/one-person-only': () => '本人申请查询只开放申请人自己的档案，没有打开。请先按其完整证件号查询。',
  'access/purpose-not-open': () => '您的岗位不能用这项查询事由，没有查询。请改选其他事由。',
  'access/too-many-comparisons': () => '十分钟内比对次数过多，这次没有比对。请稍后再试，或凭事由查看明文。',
  'outside/gone': () => '这次平台查询已经结束。请重新查询。',
  'access/not-in-purpose': () => '当前查询事由不包括这一项，没有显示。确需查看的，请改选相应事由。',
  'file/not-found': () => '找不到这个文件，可能已被移动。请重新选择。',
  'file/in-use': () => '文件正被另一个程序占用，没有读取。请在 WPS 或 Excel 中关闭它后再选。',
  'file/empty': () => '文件里没有数据，没有导入。请核对是否选错文件。',
  'file/not-a-spreadsheet': () => '这不是表格文件，没有导入。请用 WPS 另存为 xlsx 后再选。',
  'file/password-protected': () => '文件设有打开密码，没有导入。请用 WPS 去掉密码、另存为 xlsx 后再选。',
  'file/too-large': (v) =>
    v.text('limit') === 'file'
      ? `文件超过 ${v.number('max')} MB，没有导入。请拆成几个文件。`
      : '文件的行数、列数或内容过大，没有导入。请拆成几个文件。',
  'file/zip-bomb': () => '文件展开后异常庞大，程序没有打开它。请向提供方索取正常的导出文件。',
  'file/unreadable': () => '文件内容读不出来，没有导入。请用 WPS 打开并另存为 xlsx 后再选。',
  'file/no-header': () => '没有找到表头行，没有导入。请保留系统导出时的列名后再选。',
  'file/cancelled': () => '已取消读取，数据没有改动。',
  'sources/column-missing': (v) =>
    v.has('fields')
      ? `缺少必需的列：${v.text('fields')}，没有导入。请在“列对应”中指定。`
      : '缺少必需的列，没有导入。请在“列对应”中指定。',
  'sources/mapping-invalid': () => '列对应有误：同一项对应了两列，或该系统没有这一项。请改正后重新预览。',
  'sources/older-export': () => '这份文件比上次导入的旧，没有导入。确实要导入的，请勾选确认。',
  'sources/preview-stale': () => '预览之后数据有变化，没有导入。请重新预览。',
  'sources/nothing-usable': () => '文件里没有一行可以导入。请核对系统和列对应是否选对。',
  'cards/gone': () => '这张证的信息已用过或已清除，没有填入。请重新放证读取。',
  'cards/no-fields': () => '本台账没有可由身份证填写的项目，没有填入。',
  'attachments/too-large': (v) => `文件超过 ${v.text('limit')} MB，没有添加。请压缩或分开后再添加。`,
  'attachments/kind': () =>
    '这种文件不能作为附件，没有添加。可添加 JPG、PNG、WebP 图片和 PDF、DOCX、XLSX（不含宏）；其他格式请先转换。',
  'attachments/too-many': (v) => `一条记录最多 ${v.text('limit')} 个附件，没有添加。请先移除不需要的。`,
  'attachments/pixels': (v) => `图片尺寸过大（超过 ${v.text('limit')} 百万像素），没有添加。请缩小后再添加。`,
  'attachments/gone': () => '这个附件已不存在或已被移除。请刷新后再看。',
  'attachments/damaged': () => '附件文件已损坏或丢失，打不开；记录本身不受影响。请联系运维从备份找回。',
  'attachments/elsewhere': () =>
    '附件的原件还在添加它的电脑上，没有送到平台，现在打不开；那台电脑连上平台后会自动送达，请稍后再打开。',
  'attachments/unreachable': () => '附件的原件在平台上，现在连不上平台，取不到；连上后再打开。',
  'attachments/refused': () =>
    '平台没有给出这个附件的原件，现在打不开；记录本身不受影响。请稍后再打开；仍然如此的，请告知运维。',
  'attachments/untrue': () => '取来的附件与登记时的不一致，已拒收，没有显示。请稍后再打开；仍然如此的，请告知运维。',
  'lookup/text-empty': () => '请输入要查的姓名、证件号、电话或地址。',
  'lookup/subject-gone': () => '这份档案已因数据更新而变化。请重新查询。',
  'lookup/field-not-held': () => '该系统没有提供这一项。',
  'lookup/no-place': () => '这条记录没有可以识别的地址，无法打开房屋档案。',
  'ledger/unknown-book': () => '没有这本台账。请从左侧重新进入。',
  'ledger/draft-gone': () => '这份草稿已登记或已删除。请在列表中查看。',
  'ledger/draft-stale': () => '这份草稿在别处改过，您的这次改动还没有保存。请核对后继续。',
  'ledger/invalid': () => '还有必须改正的内容，没有登记。请按下面的提示逐项改正。',
  'ledger/warnings': () => '有需要说明的内容，还没有登记。请核对；情况属实的，写明原因后再登记。',
  'ledger/entry-gone': () => '没有这条台账记录，或不在您的警务区。请返回列表。',
  'ledger/version-stale': () => '这条记录刚被别人更正过，您的更正没有保存。请重新打开后再改。',
  'ledger/nothing-changed': () => '内容没有变化，不需要更正。',
  'ledger/paper-gone': () => '这一批交表已撤销，或不是这本台账的，没有登记。请改选批次，或选“不是按表补录”。',
  'ledger/not-together': () => '这本台账不能随同这条一起登记，没有打开。请单独登记。',
  'ledger/state-stale': () => '这条记录的状态刚刚变了，没有办理。请看过现在的状态后再办理。',
  'ledger/no-such-step': () => '现在的状态不能办理这一步，没有办理。请看列出的可办步骤。',
  'ledger/by-another': () => '这一步须由经办民警以外的人办理，没有办理。请交给另一名民警。',
  'ledger/review-waits': () => '这条记录正在等待审核，没有办理。请等审核后再办理。',
  'ledger/review-gone': () => '这项审核已有人办理或已撤回。请刷新列表。',
  'ledger/not-reviewer': () => '这项须由所长或代行职务的人审核，没有办理。',
  'ledger/reason-missing': () => '请填写原因，至少两个字，然后再试。',
  'ledger/undo-gone': () => '这一步已经撤销过，或不是您办理的，没有撤销。请刷新列表查看。',
  'ledger/address-not-temporary': () => '没有以此为临时地址的记录，或已改为别的地址，没有办理。请刷新列表查看。',
  'ledger/address-not-standard': () => '这个地址不全或不在已知房屋中，不能作标准地址，没有归并。请选写到室的地址。',
  'ledger/address-asked': () => '这个地址已经申请过标准地址，还没有答复，没有重复申请。可在申请清单中查看。',
  'ledger/undo-too-late': () => '之后又有了新的办理，或已超过 10 分钟，不能撤销。请用更正或作废。',
  'ledger/view-name-taken': () => '已有同名的视图，没有保存。请换一个名称。',
  'ledger/print-missing-glyphs': (v) =>
    `${v.list('fields').length > 0 ? `“${v.text('fields')}”中` : ''}有打印字体缺少的字，没有生成打印件，以免印成空白。请联系运维补字。`,
  'exchange/import-gone': () => '这次导入已不存在，或不是您办理的。请重新选择文件。',
  'exchange/import-begun': () => '这次导入已经开始登记，不能再改，也不能放弃。请继续导入，或撤销这一批。',
  'exchange/import-changed': () => '预览之后台账有了变化，已重新核对，还没有登记。请看过新的结果后再导入。',
  'exchange/mapping-invalid': () => '列的对应有误：同一项对应了两列，或文件里没有这一列。没有改动，请重新对应。',
  'exchange/nothing-to-file': () => '没有可以登记的行，什么也没有登记。请先处理列出的问题。',
  'exchange/nothing-rejected': () => '所有行都已登记，没有退回的行。',
  'exchange/nothing-to-undo': () => '这一批没有可以撤销的记录：已经撤销，或登记后都办理过。',
  'exchange/nothing-to-export': () => '没有符合条件的记录，没有生成文件。请放宽条件后再试。',
  'exchange/too-many-rows': (v) =>
    v.has('max')
      ? `一次最多 ${v.number('max')} 行，没有生成文件。请缩小范围，分批办理。`
      : '行数太多，没有生成文件。请缩小范围，分批办理。',
  'exchange/needs-approval': (v) =>
    v.has('max')
      ? `超过 ${v.number('max')} 行须经所长批准，没有生成文件。请写明理由提交申请，或缩小范围。`
      : '行数较多，须经所长批准，没有生成文件。请提交申请，或缩小范围。',
  'exchange/approval-gone': () => '这份申请没有批准、已经用过，或与现在的条件不符。请重新申请。',
  'exchange/own-request': () => '自己的申请不能自己批准。请由另一名所领导办理。',
  'returns/gone': () => '这份报表或这次报送已不存在。请返回目录重新打开。',
  'returns/not-here': () =>
    '表样或当时提交的内容在另一台电脑上做的，还没传到本机，这一步现在做不了。名称、期限和报送记录可以看；传到后本页会自动出现，也可到“同步”页点“立即同步”。',
  'returns/stale': () => '绑定刚被别人改过，您的改动没有保存。请重新打开后再改。',
  'returns/name-taken': () => '已有同名的报表，没有保存。请换一个名称，或在原报表上更换模板。',
  'returns/period-unknown': () => '没有这个报告期，没有计算。请从列表中选择。',
  'returns/template-macros': () => '模板含有宏，没有存入。请用 WPS 打开，另存为不含宏的 xlsx 后再选。',
  'returns/template-format': () => '这不是 xls 或 xlsx 工作簿，版式无法保留，没有存入。请用 WPS 另存为 xlsx 后再选。',
  'returns/template-blank': () => '模板里没有可见的内容，没有存入。请核对是否选错文件，或表格是否在隐藏的工作表里。',
  'returns/binding-invalid': (v) =>
    `${v.has('cells') ? `单元格 ${v.text('cells')} ` : '有单元格'}不能这样绑定：${bindingReason(v)}。本次改动都没有保存。`,
  'returns/nothing-bound': () => '还没有绑定任何单元格，没有提交。请先在“绑定”中选好要填的数。',
  'returns/changed': () => '数据在您查看之后有变化，没有提交。请核对新的数字后再提交。',
  'returns/incomplete': (v) =>
    `没有提交：${v.text('preliminary') === 'true' ? '报告期还没有结束；' : ''}${v.has('empty') ? `还有 ${v.number('empty')} 个单元格是空的；` : ''}情况属实的，请确认后再提交。`,
  'returns/awaiting-review': () => '这一期已提交、正等待审核。请先由审核人确认或退回。',
  'returns/own-submission': () => '填表人不能审核自己填的报表。请由另一人用本人账户登录后审核。',
  'returns/reviewed': () => '这次报送已审核过，没有重复办理。请刷新后查看结果。',
  'returns/reason-missing': () => '退回须写明原因，没有退回。请填写后再办理。',
  ...dutyErrors,
  'sources/record-gone': () => '这条记录已能读取或已不存在，没有打开。请刷新清单。',
  'quality/one-value': () => '应为的值只能写给一条矛盾，没有提请。请只选一条，或不写，由系统按对照记录填写。',
  'quality/not-rejected': () => '这项更正不在被退回的状态，没有再次发送。请刷新清单。',
  'distribution/nothing-to-tell': () => '这条记录没有要报给这个系统的内容，没有办理。请刷新清单。',
  'distribution/nothing-to-export': () => '没有可以导出的内容，没有生成文件。请刷新清单。',
  'distribution/other-channel': () => '这个系统不用这种办法报送，没有办理。请刷新页面后按它的报送办法办理。',
  'distribution/changed': () => '记录在您查看之后有改动，没有记为已录入。现在显示的是改动后的内容，请核对后再录入。',
  'distribution/not-open': () => '有一项台账里已有内容，不能在这里补填，没有保存。请打开记录更正。',
  'distribution/one-receipt': () => '一个回执号只对应一条，没有确认。请只选一条，或不填回执号。',
  'distribution/return-columns': () =>
    '文件里缺少登记号、批次号或导入结果列，读不出回执，没有写入。请选择对方系统返回的文件。',
  ...linkageErrors,
  ...paperErrors,
  ...networkErrors,
  ...syncErrors,
  ...assessmentErrors,
  ...samplingErrors,
  ...reportsErrors,
  ...evaluationsErrors,
  ...authoritiesErrors,
}
