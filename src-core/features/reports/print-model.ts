/** What is printed, as plain data: it crosses to the PDF worker. All text is final; nothing is looked up there. */
export type PrintModel = {
  /** First line of every page. */
  readonly station: string
  readonly title: string
  /** Entry number, shown on every page. */
  readonly number: string
  /** Short facts under the title: state, version, filed when. */
  readonly facts: readonly PrintLine[]
  readonly sections: readonly { readonly title: string; readonly lines: readonly PrintLine[] }[]
  /** Who prints and when; repeated across the page. */
  readonly watermark: string
  readonly signatures: readonly string[]
  readonly language: 'zh-CN'
}

/** `field` says where the text comes from, so that a missing glyph can be named by its field; empty for our own words. */
export type PrintLine = {
  readonly field: string
  readonly label: string
  readonly value: string
  /** Takes the whole width. */
  readonly wide: boolean
}
