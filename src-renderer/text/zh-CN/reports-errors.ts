import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

/** 考评报告。 */
export const reportsErrors: Record<Extract<ErrorCode, `reports/${string}`>, Sentence> = {
  'reports/not-released': () => '这次考评还没有发布，或已有更新的版本，没有签名。请先发布，或到最新版本签名。',
  'reports/none-signed': () => '这次考评还没有已签名的报告，没有导出。请先签名。',
  'reports/missing-glyphs': () =>
    '姓名或单位名称中有打印字体没有的字，没有生成报告。请把这个字告诉系统管理员补充字体，或先改用规范字形登记。',
  'reports/key-unreadable': () => '这个文件不是 PKCS#12 证书文件（.p12 或 .pfx），没有签名。请选择您本人的证书文件。',
  'reports/key-passphrase': () => '证书口令不对，没有签名。请重新输入口令。',
  'reports/key-missing': () =>
    '证书文件里没有可用的 RSA 私钥和与它对应的证书，没有签名。请从证书服务处重新导出带私钥的文件。',
  'reports/key-weak': () => '证书的密钥短于 2048 位，不够安全，没有签名。请换发证书。',
  'reports/key-usage': () => '这张证书不是用于签名的，没有签名。请选择签名证书。',
  'reports/key-early': () => '证书还没有生效，没有签名。请核对电脑时间，或等证书生效后再签。',
  'reports/key-expired': () => '证书已经过期，没有签名。请换发证书后再签。',
  'reports/key-other-person': () => '证书上的姓名和警号都与您不符，没有签名。请选择您本人的证书文件。',
}
