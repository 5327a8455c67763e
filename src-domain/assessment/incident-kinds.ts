import file from '../../resources/catalogs/incidents/kinds.json' with { type: 'json' }

const kinds = new Map(file.kinds.map((kind) => [kind.name, kind]))

/** By the kind that the incident system holds; reclassifying in our own book does not reach it. */
export function isPreventable(kind: string): boolean {
  return kinds.get(kind)?.preventable ?? false
}

export function isDispute(kind: string): boolean {
  return kinds.get(kind)?.dispute ?? false
}
