declare module 'pdfmake' {
  interface Pdf {
    getBuffer(): Promise<Buffer>
  }
  interface PdfMake {
    readonly virtualfs: { writeFileSync(name: string, content: Buffer): void }
    setFonts(fonts: Record<string, Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>): void
    setUrlAccessPolicy(allow: (url: string) => boolean): void
    setLocalAccessPolicy(allow: (path: string) => boolean): void
    createPdf(definition: object): Pdf
  }
  const pdfmake: PdfMake
  export default pdfmake
}
