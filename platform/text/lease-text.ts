/** Sentences of the page where a code is made over the phone. `{n}` is filled in. */
export const leaseTextZh = {
  leaseCode: '电话延期码',
  leaseCodeMeans:
    '只给连不上平台的终端。先挂断，按通讯录回拨该所，核对来电人身份，再请其报出“同步”页上的申请号。电脑丢失、被盗或来电人身份不明的，不给延期码，应吊销。',
  requestNumber: '申请号（12 位）',
  leaseHours: '时长（小时）',
  makeLeaseCode: '生成延期码',
  leaseCodeShown: '逐组念给对方。此码只显示一次，只在这台终端上用一次；对方输入后 {n} 小时内可以查询、导出和打印：',
  requestSlip: '申请号有一位听错或输错，没有生成延期码。请对方再念一遍，逐组核对。',
  leaseCodeNone: '这台终端已吊销或已隔离，不能延期。',
  leaseCodesMade: '给过的延期码',
  madeBy: '经办人',
}

export const leaseTextEn: Readonly<Record<keyof typeof leaseTextZh, string>> = {
  leaseCode: 'Code by phone',
  leaseCodeMeans:
    'Only for a device that cannot reach the platform. Hang up, call the station back by the directory, make sure who it is, and ask for the request number on the sync page. A PC that is lost or stolen, or a caller whom nobody knows, gets no code: revoke the device.',
  requestNumber: 'Request number (12 digits)',
  leaseHours: 'Hours',
  makeLeaseCode: 'Make the code',
  leaseCodeShown:
    'Read it group by group. It is shown once and counts once, on this device only; from then on it may look up, export and print for {n} hours:',
  requestSlip: 'A digit of the request number is wrong, so no code was made. Have it read again, group by group.',
  leaseCodeNone: 'This device is revoked or set apart as a copy, so it cannot be prolonged.',
  leaseCodesMade: 'Codes that were made',
  madeBy: 'Made by',
}
