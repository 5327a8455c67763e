import { whenUserChanges } from '../../session/session-store.ts'
import { store } from '../../ui/store.ts'

export const purposes = ['P01', 'P02'] as const
export type PaperPurpose = (typeof purposes)[number]

/** Why walk lists are opened in plain: registering, or checking what is registered. */
export const paperPurpose = store<PaperPurpose>('P01')
whenUserChanges(() => paperPurpose.set('P01'))
