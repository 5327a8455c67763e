import type { ConnectionOutcome } from '../src-contract/shell-network.ts'

/** A connection that did not come about, with how far it got. */
export class ConnectionFailure extends Error {
  readonly outcome: ConnectionOutcome
  constructor(outcome: ConnectionOutcome) {
    super(outcome)
    this.outcome = outcome
  }
}

const EXPIRED = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_CERT_DATE_INVALID']
const UNTRUSTED = [
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_CERT_AUTHORITY_INVALID'],
]
const NAME = ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_CERT_COMMON_NAME_INVALID']
const NO_NAME = ['ENOTFOUND', 'EAI_AGAIN', 'ERR_NAME_NOT_RESOLVED']
const SILENCE = ['ETIMEDOUT', 'ERR_TIMED_OUT', 'ERR_CONNECTION_TIMED_OUT', 'TimeoutError']

/** What an error of Node or of Chromium means to whoever sets up a network. */
export function outcomeOf(error: unknown): ConnectionOutcome {
  if (error instanceof ConnectionFailure) return error.outcome
  const code = codeOf(error)
  if (EXPIRED.includes(code)) return 'certificate-expired'
  if (UNTRUSTED.includes(code)) return 'certificate-untrusted'
  if (NAME.includes(code)) return 'certificate-name'
  if (/^(?:CERT_|ERR_CERT_|ERR_TLS_CERT|ERR_SSL_|ERR_OSSL|EPROTO)/.test(code)) return 'certificate'
  if (code === 'ERR_PROXY_CONNECTION_FAILED') return 'proxy-no-connection'
  if (code === 'ERR_TUNNEL_CONNECTION_FAILED') return 'proxy-refused'
  if (NO_NAME.includes(code)) return 'no-name'
  return SILENCE.includes(code) ? 'silence' : 'no-connection'
}

/** Node has `code`, Chromium says `net::NAME`, an abort has a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const chromium = /net::([A-Z_]+)/.exec(error.message)?.[1]
  if (chromium !== undefined) return chromium
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name
}
