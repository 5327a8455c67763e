import { hashRaw } from '@node-rs/argon2'

/** Argon2id parameters (RFC 9106), stored with every slot. */
export type KdfParameters = {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/** RFC 9106 sizes for a station PC: 128 MiB, three passes, four lanes; about half a second on two old cores. */
export const standardKdf: KdfParameters = { memoryKiB: 128 * 1024, passes: 3, lanes: 4 }

/** No calibration goes below this. */
const floorMemoryKiB = 64 * 1024

/** A tampered slots file must not make unlocking eat the machine. (Weakened parameters are found by the slot's associated data.) */
const ceiling: KdfParameters = { memoryKiB: 1024 * 1024, passes: 16, lanes: 16 }

export function isBearableKdf(kdf: KdfParameters): boolean {
  return kdf.memoryKiB <= ceiling.memoryKiB && kdf.passes <= ceiling.passes && kdf.lanes <= ceiling.lanes
}

const argon2id = 2
const version13 = 1

/** 32 bytes from a passphrase, in a thread of its own pool; normalised (NFKC) so that every input method gives the same key. */
export async function stretch(passphrase: string, salt: Buffer, kdf: KdfParameters): Promise<Buffer> {
  return await hashRaw(passphrase.normalize('NFKC'), {
    algorithm: argon2id,
    version: version13,
    memoryCost: kdf.memoryKiB,
    timeCost: kdf.passes,
    parallelism: kdf.lanes,
    outputLen: 32,
    salt,
  })
}

/**
 * Picks the memory for this machine: the standard, halved to the floor when one derivation takes longer than `targetMs`.
 * @param targetMs patience of a user at log-in, default one second
 */
export async function calibrate(targetMs = 1000): Promise<KdfParameters> {
  const salt = Buffer.alloc(16)
  const started = performance.now()
  await stretch('calibration', salt, standardKdf)
  if (performance.now() - started <= targetMs) return standardKdf
  return { ...standardKdf, memoryKiB: floorMemoryKiB }
}
