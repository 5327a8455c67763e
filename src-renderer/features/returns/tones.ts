import type { PeriodStatus, SubmissionStatus } from '../../../src-contract/features/returns.shapes.ts'
import type { Tone } from '../../ui/tag.tsx'

export const periodTone: Record<PeriodStatus, Tone> = {
  running: 'quiet',
  open: 'warn',
  submitted: 'accent',
  returned: 'bad',
  sent: 'good',
}

export const submissionTone: Record<SubmissionStatus, Tone> = { submitted: 'accent', sent: 'good', returned: 'bad' }
