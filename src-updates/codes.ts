/** Why an update is refused. */
export const updateCodes = [
  'UPD_SCHEMA',
  'UPD_LIMIT',
  'UPD_TYPE',
  'UPD_SIG',
  'UPD_THRESHOLD',
  'UPD_CHAIN',
  'UPD_EKU',
  'UPD_ALG',
  'UPD_CERT_TIME',
  'UPD_REVOKED',
  'UPD_ROLE',
  'UPD_TRUST',
  'UPD_ROLLBACK',
  'UPD_FREEZE',
  'UPD_MIX',
  'UPD_SCOPE',
  'UPD_CLOCK',
  'UPD_HOLD',
  'UPD_STATE',
  'UPD_URL',
  'UPD_SIZE',
  'UPD_HASH',
] as const

export type UpdateCode = (typeof updateCodes)[number]

/** Why an update did not come about for a reason that lies with the station or the way to it, not with what was signed. */
export const stationCodes = ['UPD_FEED', 'UPD_DISC', 'UPD_SPACE', 'UPD_BUSY', 'UPD_INSTALL', 'UPD_START'] as const
export type FailureCode = UpdateCode | (typeof stationCodes)[number]

/** Ends a verification. Thrown inside this folder only: its public functions answer with the code. */
export class Refused extends Error {
  readonly code: UpdateCode
  constructor(code: UpdateCode) {
    super(code)
    this.code = code
  }
}

export function refuse(code: UpdateCode): never {
  throw new Refused(code)
}

/** Runs a verification and turns its refusal into a value; anything else that is thrown is a bug and stays one. */
export function verdictOf<T>(verify: () => T): { ok: true; value: T } | { ok: false; code: UpdateCode } {
  try {
    return { ok: true, value: verify() }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, code: error.code }
    throw error
  }
}
