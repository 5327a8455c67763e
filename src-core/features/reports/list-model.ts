/** A list as it is printed, as plain data. All text is final. */
export type ListModel = {
  readonly kind: 'list'
  /** First line of every page. */
  readonly station: string
  readonly title: string
  /** Who prints, when, why, how many rows. */
  readonly about: string
  /** `width` is relative to the others. */
  readonly columns: readonly { readonly field: string; readonly label: string; readonly width: number }[]
  readonly rows: readonly (readonly string[])[]
  /** Repeated across the page. */
  readonly watermark: string
}
