import type { Inside } from '../../../src-contract/features/lookup-place.shapes.ts'

/** 2单元1203室; the floor stands there only where the room's number does not tell it. */
export function insideText({ unit, floor, room }: Inside): string {
  const told = /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room)?.[1]
  return `${unit}${told !== undefined && Number(told) === Number.parseInt(floor, 10) ? '' : floor}${room}`
}
