/** 登录页自身的文字，启动时随登录页载入；其余文字随工作台载入。 */
export const productName: string = '警务台账工作台'

export const logIn = {
  title: '登录',
  login: '用户名',
  passphrase: '口令',
  submit: '登录',
  submitting: '正在验证…',
  finishing: '正在验证并换上新密钥，请稍候…',
  forgotten: '口令遗忘或密钥失效：由两名密钥保管人恢复',
  basicText: '本机系统没有密钥保护，数据只由您的口令保护。请使用足够长的口令。',
  lockedFor: (time: string, until: string) => `登录失败次数过多，暂时不能登录，还需等待 ${time}（至 ${until}）。`,
  keyChange: '本机正在更换数据密钥，这次登录要收尾核对，会多等一会儿。请勿断电；中断了也不丢数据。',
  lockEnds: '锁定已解除，可以重新登录。',
  resume: (name: string) => `${name}的草稿和所在页面已保留，登录后继续。`,
  show: '显示口令',
  first: {
    open: '首次登录：在本机还没有口令，有运维或所长给的登录码',
    title: '首次登录',
    means: '登录码只能用一次。登录后用您自己设的口令。',
    code: '登录码',
    next: '设自己的口令',
    again: '再输入一次口令',
    differ: '两次输入的口令不同，没有登录。请重新输入。',
    back: '返回登录',
  },
  ended: {
    stopped: (name: string) =>
      `平台的账号目录已停用${name}的账户，已自动退出；正在填写的内容已存为草稿。如有疑问，请联系运维或平台管理员。`,
    role: (name: string) =>
      `平台的账号目录变更了${name}的岗位，已自动退出；正在填写的内容已存为草稿。重新登录后按新岗位办理。`,
  },
}
