/** A payload with broken JSON is kept as delivered and indexes nothing. */
export function parsePayload(payload: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

/** The payload's text values, for showing. */
export function textsOf(payload: string): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [key, value] of Object.entries(parsePayload(payload))) if (typeof value === 'string') texts[key] = value
  return texts
}
