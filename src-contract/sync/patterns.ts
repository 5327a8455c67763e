// What names and ids on the wire look like: apart from the contract, for threads that start quicker without what it is written in.

export const patterns = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  table: /^[a-z][a-z0-9_]{0,62}$/,
  rowId: /^[^\p{Cc}\p{Cs}]{1,200}$/u,
  field: /^[A-Za-z][A-Za-z0-9_.]{0,62}$/,
} as const

/** Characters of one value. */
export const longestText = 2 * 1024 * 1024
