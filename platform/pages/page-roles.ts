/**
 * admin: 平台管理员, stations and devices, never a resident's data; office: 上级业务部门, what the stations work by, and what they hand up for
 * approval, with personal values masked.
 */
export const pageRoles = ['admin', 'office'] as const
export type PageRole = (typeof pageRoles)[number]

export type PageRoute = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly roles: readonly PageRole[]
}

/** Who may do what: enforced before any page's own code, and tested cell by cell. */
export const pageRoutes = {
  home: { method: 'GET', path: '/', roles: pageRoles },
  logOut: { method: 'POST', path: '/log-out', roles: pageRoles },
  fleet: { method: 'GET', path: '/fleet', roles: ['admin'] },
  addStation: { method: 'POST', path: '/fleet', roles: ['admin'] },
  station: { method: 'GET', path: '/fleet/:station', roles: ['admin'] },
  newCode: { method: 'POST', path: '/fleet/:station/codes', roles: ['admin'] },
  directory: { method: 'GET', path: '/fleet/:station/directory', roles: ['admin'] },
  addToDirectory: { method: 'POST', path: '/fleet/:station/directory', roles: ['admin'] },
  directoryEntry: { method: 'GET', path: '/fleet/:station/directory/:account', roles: ['admin'] },
  changeInDirectory: { method: 'POST', path: '/fleet/:station/directory/:account/change', roles: ['admin'] },
  switchInDirectory: { method: 'POST', path: '/fleet/:station/directory/:account', roles: ['admin'] },
  revoke: { method: 'POST', path: '/devices/:device/revoke', roles: ['admin'] },
  release: { method: 'POST', path: '/devices/:device/release', roles: ['admin'] },
  takeAnew: { method: 'POST', path: '/devices/:device/take-anew', roles: ['admin'] },
  leaseCode: { method: 'GET', path: '/devices/:device/lease-code', roles: ['admin'] },
  giveLeaseCode: { method: 'POST', path: '/devices/:device/lease-code', roles: ['admin'] },
  updates: { method: 'GET', path: '/updates', roles: ['admin'] },
  systems: { method: 'GET', path: '/systems', roles: ['admin'] },
  setSystem: { method: 'POST', path: '/systems/:system', roles: ['admin'] },
  documents: { method: 'GET', path: '/documents', roles: ['office'] },
  approvals: { method: 'GET', path: '/approvals', roles: ['office'] },
  approval: { method: 'GET', path: '/approvals/:station/:review', roles: ['office'] },
  decideApproval: { method: 'POST', path: '/approvals/:station/:review', roles: ['office'] },
  publish: { method: 'POST', path: '/documents', roles: ['office'] },
  evaluations: { method: 'GET', path: '/evaluations', roles: ['office'] },
  confirmEvaluation: { method: 'POST', path: '/evaluations', roles: ['office'] },
} as const satisfies Record<string, PageRoute>
export type PageName = keyof typeof pageRoutes
