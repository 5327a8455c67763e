/** 诊断包：运维交给技术支持的材料，保存前可全部看到。 */
export const diagnostics = {
  title: '诊断包',
  means:
    '以下就是诊断包的全部内容：版本、同步状态、更新代码、磁盘、时钟和运行日志，不含居民、民警的姓名、证件号、电话、住址和台账内容。请看过再保存。',
  preview: '诊断包内容',
  save: '保存诊断包',
  saved: (name: string) => `已保存：${name}`,
  disk: (free: string, replica: string) => `磁盘剩余 ${free}，本机台账占 ${replica}。`,
  fullIn: (days: string) => `照目前的增长，约 ${days} 天后磁盘写满。`,
  noForecast: '备份不足一周或没有增长，暂不能预计何时写满。',
}
