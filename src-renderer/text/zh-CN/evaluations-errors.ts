import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

const tp01: Readonly<Record<string, string>> = {
  'too-large': '清单文件过大',
  shape: '清单的内容不合格式',
  certificate: '证书读不出来',
  algorithm: '证书的算法或密钥太弱',
  authority: '上级证书无权签发证书',
  usage: '证书不是用于签署文件的',
  chain: '证书不是本机登记的签发机关所发',
  expired: '证书不在有效期内',
  revoked: '证书已被吊销',
  signature: '签名与内容不符',
  agency: '签名的不是清单所写的机构',
  checksum: '数据文件与清单的校验值不符，可能被改动过',
  rows: '数据行数与清单不符',
  survey: '清单属于另一次测评',
  'agency-other': '清单的机构不是本次测评的机构',
  sample: '清单的邀请名单与本所的不是同一份',
}

/** 第三方测评。 */
export const evaluationsErrors: Record<Extract<ErrorCode, `evaluations/${string}`>, Sentence> = {
  'evaluations/gone': () => '没有这次测评或这个文件，可能已被撤回。请刷新后再看。',
  'evaluations/prepared': () => '这个周期的邀请名单已经抽取，不能重抽。请导出已有的名单。',
  'evaluations/nobody-to-invite': () => '这个周期没有可邀请的走访、纠纷和服务记录，没有抽取。请核对周期。',
  'evaluations/tp01': (v) =>
    `TP01：${tp01[v.text('problem')] ?? '签名核验没有通过'}，一行也没有导入。请联系测评机构重新报送。`,
  'evaluations/jsonl': (v) =>
    `第 ${v.number('row')} 行不是一个 JSON 对象，或有重复的键，一行也没有导入。请联系测评机构更正。`,
  'evaluations/long': (v) => `文件超过 ${v.number('max')} 行，没有读取。请分成几个文件导入。`,
  'evaluations/empty': () => '文件里没有数据行，没有导入。请核对文件。',
  'evaluations/mapping': () => '列的对应关系不成立：有一项对应了两列，或所选的列不在文件里。请重新选择。',
  'evaluations/changed-while-read': () => '读取时文件被改动，没有导入。请关闭其他打开它的程序后重试。',
  'evaluations/preview-stale': () => '查看之后情况有变，没有导入。请重新选择文件。',
  'evaluations/refused': () => '文件缺少必需的列或含有个人信息，一行也没有导入。请联系测评机构更正。',
  'evaluations/nothing-usable': () => '文件里没有可导入的答卷，没有导入。请按列出的原因联系测评机构更正。',
  'evaluations/document-missing': () =>
    '没有签名清单的文件须填收文号，由上级的人凭收文号确认，没有导入。请填写收文号。',
  'evaluations/not-waiting': () => '这个文件已经导入，没有改动。',
  'evaluations/not-the-same': () => '收文号或校验值与导入的文件不一致，没有确认。请与上级留存的文件核对。',
  'evaluations/nothing-rejected': () => '这个文件没有退回的行。',
  'evaluations/case-gone': () => '没有这件回访，请刷新后再看。',
  'evaluations/case-closed': () => '这件回访已经办结，没有改动。',
  'evaluations/own-case': () => '这件回访涉及您本人，不能由您办理，没有保存。请由其他人回访。',
}

/** 签发机关。 */
export const authoritiesErrors: Record<Extract<ErrorCode, `authorities/${string}`>, Sentence> = {
  'authorities/gone': () => '没有这张根证书，可能已被移除。请刷新后再看。',
  'authorities/not-a-root': () =>
    '文件里不是一张自签名的根证书，没有登记。请选择签发机关公布的根证书（PEM 或 DER，一张）。',
  'authorities/weak': () => '根证书须为 RSA 3072 位以上并用 SHA-256 以上签名，没有登记。请向签发机关索取新的根证书。',
  'authorities/dates': () => '根证书不在有效期内，没有登记。请核对电脑时间，或索取新的根证书。',
  'authorities/known': () => '这张根证书已经登记。',
  'authorities/confirmed': () => '这张根证书已经确认。',
}
