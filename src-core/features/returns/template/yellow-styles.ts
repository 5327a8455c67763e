import type { YellowOf } from './sheet-xml.ts'

const fill = '<patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill>'

/**
 * The yellow of cells that are still empty: a copy of each style that is needed, alike in everything but its ground. Styles are only
 * added, at the end, so that no other cell changes.
 */
export class YellowStyles {
  readonly #xml: string
  readonly #prefix: string
  readonly #formats: readonly string[]
  readonly #fills: number
  readonly #added = new Map<number, number>()

  constructor(stylesXml: string) {
    this.#xml = stylesXml
    this.#prefix = /<((?:[\w.-]+:)?)cellXfs\b/.exec(stylesXml)?.[1] ?? ''
    const p = this.#prefix
    const formats = new RegExp(`<${p}cellXfs\\b[^>]*>([\\s\\S]*?)</${p}cellXfs>`).exec(stylesXml)?.[1] ?? ''
    this.#formats = formats.match(new RegExp(`<${p}xf\\b[^>]*?(?:/>|>[\\s\\S]*?</${p}xf>)`, 'g')) ?? []
    const fills = new RegExp(`<${p}fills\\b[^>]*>([\\s\\S]*?)</${p}fills>`).exec(stylesXml)?.[1]
    this.#fills = fills?.match(new RegExp(`<${p}fill\\b`, 'g'))?.length ?? 0
  }

  readonly of: YellowOf = (style) => {
    if (this.#fills === 0 || this.#formats[style] === undefined) return style
    const known = this.#added.get(style)
    if (known !== undefined) return known
    const index = this.#formats.length + this.#added.size
    this.#added.set(style, index)
    return index
  }

  /** The styles part with what was asked for so far. */
  xml(): string {
    if (this.#added.size === 0) return this.#xml
    const p = this.#prefix
    const ground = `<${p}fill>${fill.replace(/<(\/?)/g, `<$1${p}`)}</${p}fill>`
    const copies = [...this.#added.keys()].map((style) => yellow(this.#formats[style] ?? '', this.#fills))
    return appended(appended(this.#xml, `${p}fills`, [ground]), `${p}cellXfs`, copies)
  }
}

function yellow(format: string, fillId: number): string {
  const bare = format.replace(/\s(?:fillId|applyFill)\s*=\s*(?:"[^"]*"|'[^']*')/g, '')
  return bare.replace(/^(<(?:[\w.-]+:)?xf)\b/, `$1 fillId="${fillId}" applyFill="1"`)
}

/** Adds elements at the end of a list and corrects its count. */
function appended(xml: string, list: string, items: readonly string[]): string {
  const open = new RegExp(`<${list}\\b[^>]*>`)
  return xml
    .replace(open, (tag) =>
      tag.replace(/\scount\s*=\s*"(\d+)"/, (_whole, count: string) => ` count="${Number(count) + items.length}"`),
    )
    .replace(`</${list}>`, () => `${items.join('')}</${list}>`)
}
