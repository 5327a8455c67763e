import type { ShellText } from './shell-text.ts'

export const zhCN: ShellText = {
  title: '警务台账工作台',
  spreadsheets: '表格文件',
  certificates: '证书文件',
  evaluations: '答卷文件',
  manifests: '签名清单',
  packages: '待发包',
  keys: '密钥文件',
  attachments: '照片和文档',
  folderUnusable: {
    title: '无法打开数据目录',
    message: '数据目录无法创建或写入，工作台不能启动。请检查磁盘空间和目录权限，或联系运维人员。',
  },
  notSaved: {
    diskFull: (name) => `“${name}”没有保存：所选磁盘已满，请腾出空间或另选磁盘后重新保存。`,
    otherwise: (name) => `“${name}”没有保存：所选位置写不进去，请另选位置后重新保存。`,
  },
  brokenInstallation: {
    title: '程序文件不完整',
    message: '工作台的程序文件缺失，不能启动。请重新安装，或联系运维人员。',
  },
  bug: {
    title: '工作台已停止',
    message: '程序发生内部错误，工作台已停止运行。已保存的草稿不受影响，请重新打开；如再次出现，请联系运维人员。',
  },
}
