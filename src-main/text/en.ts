import type { ShellText } from './shell-text.ts'

export const en: ShellText = {
  title: 'Beatbook',
  spreadsheets: 'Spreadsheets',
  certificates: 'Certificates',
  evaluations: 'Answers',
  manifests: 'Signed manifests',
  packages: 'Packages of unsent work',
  keys: 'Key files',
  attachments: 'Photos and documents',
  folderUnusable: {
    title: 'The data folder cannot be opened',
    message:
      'The data folder cannot be created or written, so Beatbook cannot start. Check the free disk space and the permissions of the folder, or ask IT.',
  },
  notSaved: {
    diskFull: (name) => `“${name}” was not saved: the disk is full. Make room or choose another disk, and save again.`,
    otherwise: (name) => `“${name}” was not saved: nothing can be written there. Choose another place, and save again.`,
  },
  brokenInstallation: {
    title: 'Program files are missing',
    message: 'Some program files are missing, so Beatbook cannot start. Install it again, or ask IT.',
  },
  bug: {
    title: 'Beatbook has stopped',
    message:
      'An internal error has stopped Beatbook. Saved drafts are not affected. Open it again; if this comes back, ask IT.',
  },
}
