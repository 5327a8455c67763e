import { type NumberLook, lookOfBuiltIn, lookOfFormat } from './cell-values.ts'
import { FileFailure } from './file-failure.ts'
import { attribute, unescapeOoxml, unescapeXml, type XmlHandler, XmlTokens } from './xml-tokens.ts'
import type { ZipParts } from './zip-parts.ts'

export interface XlsxSheetPart {
  name: string
  hidden: boolean
  part: string
}

/** What has to be known of a workbook before any of its sheets can be read. */
export interface XlsxWorkbook {
  date1904: boolean
  sheets: XlsxSheetPart[]
  sharedStringsPart?: string
  stylesPart?: string
}

interface Relation {
  kind: string
  part: string
}

/** Runs a handler over a whole part. */
export async function scanPart(zip: ZipParts, part: string, handler: XmlHandler): Promise<void> {
  const tokens = new XmlTokens(handler)
  for await (const chunk of zip.text(part)) tokens.feed(chunk)
  tokens.end()
}

/** Reads the workbook part and its relations. Errors: file/unreadable when there is no worksheet. */
export async function readXlsxWorkbook(zip: ZipParts, workbookPart: string): Promise<XlsxWorkbook> {
  const relations = await readRelations(zip, workbookPart)
  const sheets: XlsxSheetPart[] = []
  let date1904 = false
  await scanPart(zip, workbookPart, {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = isTrue(attribute(attributes, 'date1904'))
      if (name !== 'sheet') return
      const relation = relations.get(attribute(attributes, 'id') ?? '')
      // Chart sheets and dialogs stand in the same list and hold no rows.
      if (!relation || relation.kind !== 'worksheet' || !zip.has(relation.part)) return
      const state = attribute(attributes, 'state') ?? 'visible'
      sheets.push({ name: attribute(attributes, 'name') ?? '', hidden: state !== 'visible', part: relation.part })
    },
    close: ignore,
    text: ignore,
  })
  if (sheets.length === 0) throw new FileFailure('file/unreadable')
  return {
    date1904,
    sheets,
    sharedStringsPart: partOf(zip, relations, 'sharedStrings'),
    stylesPart: partOf(zip, relations, 'styles'),
  }
}

/** The number formats of the workbook's cell styles, by style index. */
export async function readNumberLooks(zip: ZipParts, part: string): Promise<NumberLook[]> {
  const custom = new Map<number, NumberLook>()
  const looks: NumberLook[] = []
  let inCellFormats = false
  await scanPart(zip, part, {
    open(name, attributes) {
      if (name === 'numFmt') {
        custom.set(Number(attribute(attributes, 'numFmtId')), lookOfFormat(attribute(attributes, 'formatCode') ?? ''))
      } else if (name === 'cellXfs') inCellFormats = true
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0)
        looks.push(custom.get(id) ?? lookOfBuiltIn(id))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false
    },
    text: ignore,
  })
  return looks
}

/** Every shared string with its rich-text runs joined; phonetic guides are left out. */
export async function readSharedStrings(zip: ZipParts, part: string): Promise<string[]> {
  const strings: string[] = []
  let current = ''
  let inText = false
  let phonetic = false
  await scanPart(zip, part, {
    open(name) {
      if (name === 'si') current = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    close(name) {
      if (name === 'si') strings.push(current)
      else if (name === 'rPh') phonetic = false
      else if (name === 't') inText = false
    },
    text(text) {
      if (inText) current += unescapeOoxml(unescapeXml(text))
    },
  })
  return strings
}

async function readRelations(zip: ZipParts, part: string): Promise<Map<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const relationsPart = `${folder}_rels/${part.slice(folder.length)}.rels`
  const relations = new Map<string, Relation>()
  if (!zip.has(relationsPart)) throw new FileFailure('file/unreadable')
  await scanPart(zip, relationsPart, {
    open(name, attributes) {
      if (name !== 'Relationship') return
      const type = attribute(attributes, 'Type') ?? ''
      const target = attribute(attributes, 'Target') ?? ''
      const kind = type.slice(type.lastIndexOf('/') + 1)
      relations.set(attribute(attributes, 'Id') ?? '', { kind, part: resolvePart(folder, target) })
    },
    close: ignore,
    text: ignore,
  })
  return relations
}

function resolvePart(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const steps = folder.split('/').filter(Boolean)
  for (const step of target.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

function partOf(zip: ZipParts, relations: Map<string, Relation>, kind: string): string | undefined {
  for (const relation of relations.values()) {
    if (relation.kind === kind && zip.has(relation.part)) return relation.part
  }
  return undefined
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

function ignore(): void {
  // This part of the document says nothing to this reader.
}
