import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { FieldMeaning } from '../../../src-contract/systems.ts'
import { readPhone } from '../../../src-domain/identifiers/phone.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { normaliseName } from '../../../src-domain/names/normalise-name.ts'
import { foldForSearch, normaliseText } from '../../../src-domain/text/normalise.ts'
import type { Context } from '../../rpc/context.ts'
import { placeKeys } from '../subjects/place-keys.ts'

/** Twenty in ten minutes: enough for a queue at the counter, too few for guessing a phone number. */
const mostComparisons = 20
const withinMs = 10 * 60_000

const made = new WeakMap<Session, number[]>()

/** Counts one comparison of this session; how many more are allowed, below zero when this one is not. */
export function comparisonsLeft(ctx: Pick<Context, 'session' | 'now'>): number {
  const now = Date.parse(ctx.now)
  const recent = (made.get(ctx.session) ?? []).filter((at) => now - at < withinMs)
  if (recent.length >= mostComparisons) return -1
  made.set(ctx.session, [...recent, now])
  return mostComparisons - recent.length - 1
}

/** Whether two spellings are the same value, by what the field means: an address in any spelling, a phone with or without +86. */
export function sameValue(meaning: FieldMeaning, held: string, typed: string, home: string | null): boolean {
  switch (meaning) {
    case 'id-number': {
      const number = (text: string): string =>
        readResidentId(text).normal ?? normaliseText(text).replace(/\s/g, '').toUpperCase()
      return number(held) === number(typed)
    }
    case 'phone': {
      const phone = (text: string): string => readPhone(text).normal ?? normaliseText(text).replace(/\D/g, '')
      return phone(held) === phone(typed)
    }
    case 'name':
      return foldForSearch(normaliseName(held)) === foldForSearch(normaliseName(typed))
    case 'address': {
      const [a, b] = [placeKeys(held, home), placeKeys(typed, home)]
      return a.rooms.length > 0 ? a.rooms.some((room) => b.rooms.includes(room)) : a.normal === b.normal
    }
    default:
      return foldForSearch(held) === foldForSearch(typed)
  }
}
