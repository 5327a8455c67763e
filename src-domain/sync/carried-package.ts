import type { CarriedPackage } from '../../src-contract/sync/carried.ts'
import { canonicalJson } from '../canonical/canonical-json.ts'

/** What the key of a package is derived for (HKDF's info). */
export const packageInfo = 'beatbook/unsent/1'

type Bound = Pick<
  CarriedPackage,
  'format' | 'station' | 'device' | 'madeAt' | 'part' | 'parts' | 'count' | 'sealedTo' | 'ephemeral' | 'nonce'
>

/** What stands around the sealed body and cannot be changed without it (AES-GCM's additional data). */
export function boundText(one: Bound): string {
  const { format, station, device, madeAt, part, parts, count, sealedTo, ephemeral, nonce } = one
  return canonicalJson({ format, station, device, madeAt, part, parts, count, sealedTo, ephemeral, nonce })
}
