import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { UpdateFile } from '../../src-updates/documents.ts'
import { fileCheck } from '../../src-updates/update-file.ts'
import { codeOf, UpdateFailure } from './failure.ts'
import type { OfferSource } from './offer-source.ts'

/** A source that sends nothing for this long is given up, ms; what has come is kept. */
const STALL = 60_000
const MINUTE = 60_000
/** A source slower than this over a minute is given up as well, bytes: one byte a second would take years. */
const LEAST_PER_MINUTE = 64 * 1024

/**
 * Fetches a file of a verified release, going on where an earlier attempt was cut off. Nothing but exactly the signed bytes ever gets
 * its final name; everything else is deleted, but for the beginning of a file that was cut off.
 * @param folder where it is kept; every other file there is removed
 * @returns the absolute path of the file
 * @throws UpdateFailure UPD_SIZE, UPD_HASH, UPD_FEED, UPD_DISC, UPD_SPACE
 */
export async function fetchPackage(options: {
  file: UpdateFile
  source: OfferSource
  folder: string
  signal: AbortSignal
  /** Bytes that are there so far. */
  onProgress?: (bytes: number) => void
  stallMs?: number
  /** Over which the speed is looked at. */
  minuteMs?: number
}): Promise<string> {
  const { file, source, folder } = options
  const done = join(folder, file.name)
  // The hash in its name: the beginning of another release is never continued.
  const part = join(folder, `${file.sha512.slice(0, 32)}.part`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (path !== done && path !== part) await rm(path, { recursive: true, force: true })
  }
  if (existsSync(done)) {
    if ((await checkPackage(done, file)) === null) return done
    await rm(done, { force: true })
  }
  const check = fileCheck(file)
  let from = 0
  if (existsSync(part)) {
    for await (const bytes of createReadStream(part)) {
      if (check.take(bytes as Buffer) !== null) return giveUp(part, 'UPD_SIZE')
      from += (bytes as Buffer).length
    }
  }
  if (from < file.size) {
    const bytes = await source.file(file.name, from, options.signal)
    if (bytes === null) {
      // It cannot continue: from the beginning then.
      await rm(part, { force: true })
      return fetchPackage(options)
    }
    await take(bytes, part, from, check, options)
  }
  const wrong = check.end()
  // Too few bytes at the end of a stream is a cut connection; the rest comes next time.
  if (wrong === 'UPD_SIZE') throw new UpdateFailure(source.kind === 'feed' ? 'UPD_FEED' : 'UPD_SIZE')
  if (wrong !== null) return giveUp(part, wrong)
  await rename(part, done)
  return done
}

async function take(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  from: number,
  check: ReturnType<typeof fileCheck>,
  options: { onProgress?: (bytes: number) => void; signal: AbortSignal; stallMs?: number; minuteMs?: number },
): Promise<void> {
  const iterator = bytes[Symbol.asyncIterator]()
  const target = await open(part, 'a', 0o600)
  let taken = from
  let minute = { since: Date.now(), bytes: 0 }
  try {
    for (;;) {
      const next = await withinTime(iterator.next(), options.stallMs ?? STALL, options.signal)
      if (next.done) break
      const excess = check.take(next.value)
      if (excess !== null) {
        await rm(part, { force: true })
        throw new UpdateFailure(excess)
      }
      await target.write(next.value)
      taken += next.value.byteLength
      options.onProgress?.(taken)
      minute.bytes += next.value.byteLength
      const elapsed = Date.now() - minute.since
      if (elapsed > (options.minuteMs ?? MINUTE)) {
        if (minute.bytes < LEAST_PER_MINUTE) throw new UpdateFailure('UPD_FEED')
        minute = { since: Date.now(), bytes: 0 }
      }
    }
    await target.sync()
  } catch (error) {
    throw new UpdateFailure(codeOf(error, 'UPD_FEED'))
  } finally {
    await target.close()
    // Not waited for: a source that does not answer does not end either.
    void iterator.return?.()?.catch(() => undefined)
  }
}

function withinTime<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new UpdateFailure('UPD_FEED'))
    const timer = setTimeout(stop, ms)
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    })
  })
}

/** @returns why the file is not the signed one; null when it is */
export async function checkPackage(path: string, file: UpdateFile): Promise<'UPD_SIZE' | 'UPD_HASH' | null> {
  const check = fileCheck(file)
  try {
    for await (const bytes of createReadStream(path)) if (check.take(bytes as Buffer) !== null) return 'UPD_SIZE'
  } catch {
    return 'UPD_HASH'
  }
  return check.end() as 'UPD_SIZE' | 'UPD_HASH' | null
}

async function giveUp(part: string, code: 'UPD_SIZE' | 'UPD_HASH' | string): Promise<never> {
  await rm(part, { force: true })
  throw new UpdateFailure(code as 'UPD_SIZE')
}
