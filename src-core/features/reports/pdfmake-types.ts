/** Shapes without text, drawn without a detour through SVG. */
export type Vector =
  | { type: 'rect'; x: number; y: number; w: number; h: number; color: string }
  | { type: 'line'; x1: number; y1: number; x2: number; y2: number; lineWidth: number; lineColor: string }

/** The part of pdfmake's document definition that the prints use; the package brings no types. */
export type Content =
  | string
  | {
      text?: string | (string | Content)[]
      columns?: Content[]
      stack?: Content[]
      svg?: string
      canvas?: Vector[]
      table?: {
        widths: (number | '*' | 'auto')[]
        body: unknown[][]
        headerRows?: number
        dontBreakRows?: boolean
        keepWithHeaderRows?: number
      }
      layout?: Record<string, (...given: never[]) => number | string | null> | 'noBorders'
      margin?: [number, number, number, number]
      width?: number | '*' | 'auto'
      fontSize?: number
      bold?: boolean
      color?: string
      fillColor?: string
      alignment?: 'left' | 'center' | 'right'
      lineHeight?: number
      characterSpacing?: number
      colSpan?: number
      unbreakable?: boolean
      preserveLeadingSpaces?: boolean
      pageBreak?: 'before'
    }

export type TDocumentDefinitions = {
  pageSize: 'A4'
  pageOrientation?: 'landscape'
  pageMargins: [number, number, number, number]
  info: { title: string; creator: string; producer: string; creationDate?: Date; keywords?: string }
  defaultStyle: { font: string; fontSize: number; color: string; lineHeight: number }
  header: Content
  footer: (page: number, pages: number) => Content
  watermark?: { text: string; font: string; color: string; opacity: number; bold: boolean; fontSize: number }
  content: Content[]
  language?: string
  /** Embedded in the PDF; `src` is a data: URL. */
  files?: Record<
    string,
    { src: string; name: string; description: string; relationship: string; creationDate: Date; modifiedDate: Date }
  >
}
