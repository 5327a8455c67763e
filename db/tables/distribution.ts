type DeliveriesTable = {
  /** `<entry>.<system>.<id>` */
  delivery_id: string
  entry_id: string
  system: string
  /** exported | confirmed | rejected | again | typed */
  act: string
  /** SHA-256 of what it was about. */
  hash: string
  /** Later than whatever it follows. */
  at: string
  /** Null: the platform, for the system. */
  account_id: string | null
  batch: string | null
  receipt: string | null
  reason: string | null
  /** JSON: values by the keys of the system's form. */
  typed: string | null
}

/** Derived; see `src-domain/distribution`. */
type SharingTable = {
  entry_id: string
  system: string
  book: string
  standing: string
  withdrawn: 0 | 1
  /** exported | shared: what became of the record as it was before. */
  former: string | null
  /** Keys of the system's form, by commas. */
  lacking: string
  hash: string
  batch: string | null
  receipt: string | null
  reason: string | null
  at: string | null
  /** The entry's own. */
  day: string
}

type SharingQueueTable = { entry_id: string }

export type DistributionTables = {
  deliveries: DeliveriesTable
  sharing: SharingTable
  sharing_queue: SharingQueueTable
}
