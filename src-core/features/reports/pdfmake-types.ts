/** The part of pdfmake's document definition that the prints use; the package brings no types. */
export type Content =
  | string
  | {
      text?: string | (string | Content)[]
      columns?: Content[]
      table?: { widths: (number | '*' | 'auto')[]; body: unknown[][]; headerRows?: number; dontBreakRows?: boolean }
      layout?: Record<string, () => number | string>
      margin?: [number, number, number, number]
      fontSize?: number
      bold?: boolean
      color?: string
      fillColor?: string
      alignment?: 'left' | 'center' | 'right'
      colSpan?: number
      unbreakable?: boolean
      preserveLeadingSpaces?: boolean
    }

export type TDocumentDefinitions = {
  pageSize: 'A4'
  pageOrientation?: 'landscape'
  pageMargins: [number, number, number, number]
  info: { title: string; creator: string; producer: string }
  defaultStyle: { font: string; fontSize: number; color: string; lineHeight: number }
  header: Content
  footer: (page: number, pages: number) => Content
  watermark: { text: string; font: string; color: string; opacity: number; bold: boolean; fontSize: number }
  content: Content[]
}
