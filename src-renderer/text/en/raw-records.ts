import type { rawRecords as zh } from '../zh-CN/raw-records.ts'

export const rawRecords: typeof zh = {
  title: 'Raw records',
  means: 'Source records that could not be read whole, kept as they came. Auditors only; each look is on record.',
  system: 'System',
  problem: 'Problem',
  unknown: 'Unknown fields',
  received: 'Received',
  version: 'Version',
  bytes: 'Bytes',
  problems: {
    broken: 'broken: no fields can be read',
    'not-text': 'a value is not text',
    'unknown-fields': 'unknown fields',
  },
  first: (shown: string, total: string) => `${total} in all, the first ${shown} are listed`,
  one: (system: string, nativeId: string) => `${system} ${nativeId}`,
  asDelivered: 'As delivered',
  cut: '(too long, only its beginning)',
  emptyTitle: 'No such records',
  emptyText: 'All records of the systems can be read whole.',
}
