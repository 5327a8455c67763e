import type { Text } from '../zh-CN.ts'

export const diagnostics: Text['diagnostics'] = {
  title: 'Diagnostics',
  means:
    'This is all that the file contains: versions, state of the exchange, update codes, disk, clock and logs. No name, number, phone, address or content of the ledger of anybody. Read it, then save it.',
  preview: 'Content of the diagnostics file',
  save: 'Save diagnostics',
  saved: (name: string) => `Saved: ${name}`,
  disk: (free: string, replica: string) => `${free} of the disk are free; the ledger takes ${replica}.`,
  fullIn: (days: string) => `At this rate the disk is full in about ${days} days.`,
  noForecast: 'Less than a week of backups, or no growth: when it will be full cannot be said.',
}
