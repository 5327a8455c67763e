import { whenUserChanges } from '../../session/session-store.ts'
import { store } from '../../ui/store.ts'

export const dutyTabs = ['roster', 'assignments', 'areas', 'inspections', 'campaigns', 'paper'] as const
export type DutyTab = (typeof dutyTabs)[number]

/** Where one was stays so while one looks at something else; who comes from the home page is led to the fitting one. */
export const dutyTab = store<DutyTab>('roster')
whenUserChanges(() => dutyTab.set('roster'))
