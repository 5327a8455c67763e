import { randomBytes } from 'node:crypto'
import { derive, seal } from '../../src-core/crypto/aead.ts'
import { stretch } from '../../src-core/crypto/kdf.ts'
import { readSlots, writeSlots } from '../../src-core/crypto/slots-file.ts'
import { slotAad, userKey } from '../../src-core/crypto/slots.ts'
import { cheapKdf } from './store-fixture.ts'

/**
 * Rewrites one slot, and what is kept of the two key holders, as versions did that knew no change of the data key: the data key directly
 * under the passphrase, the holders without their public keys.
 */
export async function makeSlotsOlder(
  dir: string,
  dek: Buffer,
  { login, passphrase }: { readonly login: string; readonly passphrase: string },
): Promise<void> {
  const slots = readSlots(dir)
  if (!slots.ok) throw new Error(slots.error.code)
  const body = structuredClone(slots.value.body)
  const name = userKey(body, login)
  const salt = randomBytes(16)
  const { memoryKiB, passes, lanes } = cheapKdf
  const kek = derive(await stretch(passphrase, salt, cheapKdf), salt, 'beatbook user kek v1')
  const aad = slotAad(body, JSON.stringify([name, memoryKiB, passes, lanes, null]))
  body.users[name] = { kdf: cheapKdf, salt: salt.toString('base64'), machine: null, sealed: seal(kek, dek, aad) }
  for (const share of body.recovery?.shares ?? []) delete share.publicKey
  writeSlots(dir, body, dek)
}
