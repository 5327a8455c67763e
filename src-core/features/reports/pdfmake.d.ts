declare module 'pdfmake' {
  interface Pdf {
    getBuffer(): Promise<Buffer>
  }
  interface PdfMake {
    readonly virtualfs: { writeFileSync(name: string, content: Buffer): void; readFileSync(name: string): Buffer }
    setFonts(fonts: Record<string, Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>): void
    setUrlAccessPolicy(allow: (url: string) => boolean): void
    setLocalAccessPolicy(allow: (path: string) => boolean): void
    createPdf(definition: object): Pdf
  }
  const pdfmake: PdfMake
  export default pdfmake
}

declare module 'pdfmake/js/PDFDocument.js' {
  /** The class, or in Node the module around it. */
  const document: object | { readonly default: object }
  export default document
}
