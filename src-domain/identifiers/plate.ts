import { normaliseText } from '../text/normalise.ts'
import { error, warning, type IdentifierProblem } from './problems.ts'

/** What a number plate is. */
export interface Plate {
  readonly kind: 'ordinary' | 'new-energy' | 'special' | 'none'
  /** Capitals without dot, dash or blank (京A12345); null only when nothing was given. */
  readonly normal: string | null
  readonly problems: readonly IdentifierProblem[]
}

/** First characters of plates: the provinces (GA 36). 使 and 领 stand in front or at the end of diplomatic plates. */
export const PLATE_PROVINCES = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新'

const ORDINARY = new RegExp(`^[${PLATE_PROVINCES}][A-HJ-Z](?=(?:[^A-Z]*[A-Z]){0,3}[^A-Z]*$)[A-HJ-NP-Z0-9]{5}$`)
/** Small: a letter of the energy kind, then a letter or digit, then four digits. Large: five digits, then D or F. */
const NEW_ENERGY = new RegExp(`^[${PLATE_PROVINCES}][A-HJ-Z](?:[A-HJK][A-HJ-NP-Z0-9]\\d{4}|\\d{5}[A-HJK])$`)
const SPECIAL = new RegExp(
  `^(?:[${PLATE_PROVINCES}][A-HJ-Z][A-HJ-NP-Z0-9]{4}[挂学警港澳超]|WJ[${PLATE_PROVINCES}]?\\d{4}[0-9A-Z]|[使领]\\d{6}|\\d{6}[使领]|[${PLATE_PROVINCES}][A-HJ-Z]\\d{4}领|应急[A-Z]?\\d{4,5})$`,
)

/** Reads a number plate, new-energy plates included. An unknown pattern is a warning: there are kinds enough. */
export function readPlate(text: string): Plate {
  const normal = normaliseText(text)
    .toUpperCase()
    .replace(/[\s·•・.\-‧]/g, '')
  if (normal === '') return { kind: 'none', normal: null, problems: [error('plate/empty')] }
  if (NEW_ENERGY.test(normal)) return { kind: 'new-energy', normal, problems: [] }
  if (ORDINARY.test(normal)) return { kind: 'ordinary', normal, problems: [] }
  if (SPECIAL.test(normal)) return { kind: 'special', normal, problems: [] }
  return { kind: 'none', normal, problems: [warning('plate/pattern')] }
}
