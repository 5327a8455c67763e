import type { attachments as zh } from '../zh-CN/attachments.ts'

export const attachments: typeof zh = {
  title: 'Attachments',
  add: 'Add files',
  adding: (done, total) => `Adding ${done} of ${total}`,
  dropHere: 'or drop photos, PDF, DOCX or XLSX here (20 MB each at most)',
  none: 'No attachments',
  open: (name) => `Open ${name}`,
  remove: (name) => `Remove ${name}`,
  removeTitle: 'Remove an attachment',
  removeText: 'It will no longer be shown; the original is kept for inspection. Say why.',
  reason: 'Reason',
  confirm: 'Remove',
  save: 'Save as…',
  saved: (name) => `Saved as ${name}`,
  noPreview: 'This kind of file cannot be shown here. Save it and open it elsewhere.',
  broken: 'The picture cannot be drawn. Save it and open it elsewhere.',
  elsewhere: 'At the platform, fetched when opened',
  kinds: { jpeg: 'Picture', png: 'Picture', webp: 'Picture', pdf: 'PDF', docx: 'Word document', xlsx: 'Spreadsheet' },
  size: (bytes) =>
    bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`,
}
