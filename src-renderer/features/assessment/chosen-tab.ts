import { whenUserChanges } from '../../session/session-store.ts'
import { store } from '../../ui/store.ts'

export const assessmentTabs = ['progress', 'runs', 'evaluations', 'callBacks', 'appeals'] as const
export type AssessmentTab = (typeof assessmentTabs)[number]

/** Where one was stays so while one looks at something else. */
export const assessmentTab = store<AssessmentTab | null>(null)
whenUserChanges(() => assessmentTab.set(null))
