/** Words on printed papers. Papers are official documents and always in Chinese; the screen's texts are in src-renderer/text. */
export const printText = {
  entrySuffix: '登记表',
  number: '编号',
  state: '状态',
  version: '版本',
  filedAt: '登记时间',
  officerSigns: '经办民警签名',
  checkerSigns: '审核人签名',
  declared: {
    'not-provided': '未提供',
    'not-verifiable': '无法核实',
    'not-applicable': '不适用',
  },
} as const
