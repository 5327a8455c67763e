/** The root of a table is kept beside its buckets, under this number. */
export const rootBucket = -1
