/** Who signs what: `trust` says who the signers are, `release` what may run, `status` when and where it may run. */
export type Role = 'trust' | 'release' | 'status'
export const roles: readonly Role[] = ['trust', 'release', 'status']

/**
 * Private extended key usages, one per role, so that no certificate that the organisation issues for anything else can sign an update.
 * The arc is the one that RFC 5612 reserves for examples: an organisation with an enterprise number of its own puts it here, once, before
 * its key ceremony. The extension must not be critical (node-forge refuses a critical one that it does not know).
 */
export const roleUsages: Readonly<Record<Role, string>> = {
  trust: '1.3.6.1.4.1.32473.1.1',
  release: '1.3.6.1.4.1.32473.1.2',
  status: '1.3.6.1.4.1.32473.1.3',
}

/** DSSE payload types: signed with the content, so that one document cannot pass for another. */
export const payloadTypes: Readonly<Record<Role, string>> = {
  trust: 'application/vnd.beatbook.update-trust+json',
  release: 'application/vnd.beatbook.update-release+json',
  status: 'application/vnd.beatbook.update-status+json',
}

/** Nobody introduces a program or another signer alone, whatever a trust document says. */
export const leastThresholds: Readonly<Record<Role, number>> = { trust: 2, release: 2, status: 1 }
