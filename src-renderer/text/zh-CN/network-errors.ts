import type { SentenceValues } from '../sentence.ts'

/** 网络设置的出错说明。 */
export const networkErrors = {
  'network/proxy-address': () =>
    '代理地址写得不对，没有保存。请写主机和端口，例如 10.8.0.1:3128；代理本身用 TLS 的，写 https://主机:端口。',
  'network/proxy-exclusion': (v: SentenceValues) =>
    `“不走代理”的第 ${v.number('number')} 行看不懂，没有保存。可写主机名、*.域名、IP 地址或网段（如 10.0.0.0/8），每行一个。`,
  'network/proxy-user': () => '代理的用户名不能含冒号，有口令必须有用户名；没有保存。',
  'network/certificate-unreadable': () =>
    '读不出证书，没有添加。请选 PEM 格式的证书文件（以 -----BEGIN CERTIFICATE----- 开头）。',
  'network/certificate-several': () => '文件里有不止一张证书，没有添加。请逐张添加，以便逐张核对指纹。',
  'network/certificate-key': () => '文件里有私钥，没有读取。根证书不需要私钥；请妥善保管该文件，并另选只含证书的文件。',
  'network/certificate-no-authority': () =>
    '这是一张服务器或个人证书，不是根证书（CA），没有添加。请向签发单位要根证书。',
  'network/certificate-expired': () =>
    '这张根证书已过有效期，没有添加。请向签发单位要新的根证书；本机时钟不准的，先校时。',
  'network/certificate-weak': () =>
    '这张根证书的算法太弱（SHA-1、MD5 或 RSA 不足 2048 位），没有添加。请向签发单位要新的根证书。',
  'network/certificate-held': () => '这张根证书已在列表中，没有重复添加。',
  'network/certificate-most': () => '最多可加 20 张根证书，没有添加。请先移除不用的。',
  'network/certificate-gone': () => '这张根证书已不在列表中。请刷新查看。',
}
