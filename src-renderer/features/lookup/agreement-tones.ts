import type { PlaceAgreement } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { Tone } from '../../ui/tag.tsx'

export const agreementTones: Readonly<Record<PlaceAgreement, Tone>> = {
  agree: 'good',
  gaps: 'warn',
  differ: 'bad',
  nobody: 'quiet',
}
