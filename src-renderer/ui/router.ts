import type { PlaceScope } from '../../src-contract/features/lookup-place.shapes.ts'
import { whenUserChanges } from '../session/session-store.ts'
import { store, useStore } from './store.ts'

/** Where one can be. Only ids stand in it: a page may be remembered across a lock, personal data may not. */
export type Route =
  | { screen: 'home' }
  | { screen: 'lookup' }
  | { screen: 'file'; subjectId: number }
  | { screen: 'place'; recordId: number; scope: PlaceScope }
  | { screen: 'ledger'; book: string | null }
  | { screen: 'draft'; draftId: string }
  | { screen: 'entry'; entryId: string }
  | { screen: 'fast'; book: string }
  | { screen: 'exchange'; book: string }
  | { screen: 'reviews' }
  | { screen: 'addresses' }
  | { screen: 'paper' }
  | { screen: 'walk-list'; copyId: string }
  | { screen: 'handover' }
  | { screen: 'linkage' }
  | { screen: 'duty' }
  | { screen: 'returns' }
  | { screen: 'return'; returnId: string }
  | { screen: 'assessment' }
  | { screen: 'sampling' }
  | { screen: 'assessment-run'; runId: string }
  | { screen: 'assessment-result'; runId: string; officerId: string }
  | { screen: 'distribution' }
  | { screen: 'quality' }
  | { screen: 'sources' }
  | { screen: 'raw-records' }
  | { screen: 'sync' }
  | { screen: 'updates' }
  | { screen: 'diagnostics' }
  | { screen: 'network' }
  | { screen: 'audit' }
  | { screen: 'accounts' }

export type Screen = Route['screen']

export function routeOf(hash: string): Route {
  const [first = '', second = '', third = ''] = hash.replace(/^#?\/?/, '').split('/')
  switch (first) {
    case 'lookup':
    case 'reviews':
    case 'addresses':
    case 'paper':
    case 'handover':
    case 'linkage':
    case 'duty':
    case 'returns':
    case 'assessment':
    case 'sampling':
    case 'distribution':
    case 'quality':
    case 'sources':
    case 'raw-records':
    case 'sync':
    case 'updates':
    case 'diagnostics':
    case 'network':
    case 'audit':
    case 'accounts':
      return { screen: first }
    case 'file':
      return /^\d+$/.test(second) ? { screen: 'file', subjectId: Number(second) } : { screen: 'lookup' }
    case 'place':
      return /^\d+$/.test(second)
        ? { screen: 'place', recordId: Number(second), scope: third === 'building' ? third : 'room' }
        : { screen: 'lookup' }
    case 'ledger':
      return { screen: 'ledger', book: second === '' ? null : second }
    case 'return':
      return { screen: 'return', returnId: second }
    case 'assessment-run':
      return { screen: 'assessment-run', runId: second }
    case 'assessment-result':
      return { screen: 'assessment-result', runId: second, officerId: third }
    case 'walk-list':
      return { screen: 'walk-list', copyId: second }
    case 'draft':
      return { screen: 'draft', draftId: second }
    case 'entry':
      return { screen: 'entry', entryId: second }
    case 'fast':
    case 'exchange':
      return { screen: first, book: second }
    default:
      return { screen: 'home' }
  }
}

export function hashOf(route: Route): string {
  switch (route.screen) {
    case 'file':
      return `#/file/${route.subjectId}`
    case 'place':
      return `#/place/${route.recordId}/${route.scope}`
    case 'ledger':
      return route.book === null ? '#/ledger' : `#/ledger/${route.book}`
    case 'return':
      return `#/return/${route.returnId}`
    case 'assessment-run':
      return `#/assessment-run/${route.runId}`
    case 'assessment-result':
      return `#/assessment-result/${route.runId}/${route.officerId}`
    case 'walk-list':
      return `#/walk-list/${route.copyId}`
    case 'draft':
      return `#/draft/${route.draftId}`
    case 'entry':
      return `#/entry/${route.entryId}`
    case 'fast':
    case 'exchange':
      return `#/${route.screen}/${route.book}`
    default:
      return `#/${route.screen}`
  }
}

const current = store<Route>(routeOf(location.hash))
window.addEventListener('hashchange', () => {
  if (location.hash !== hashOf(current.get())) current.set(routeOf(location.hash))
})

whenUserChanges(() => go({ screen: 'home' }))

/** At once, not when the address has followed: the key after a shortcut belongs to the page that it opened. */
export function go(route: Route): void {
  current.set({ ...route })
  location.hash = hashOf(route)
}

export function goBack(otherwise: Route): void {
  if (history.length > 1) history.back()
  else go(otherwise)
}

export function useRoute(): Route {
  return useStore(current)
}
