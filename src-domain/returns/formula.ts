import { cellIndex, cellName, columnLetters, type CellIndex } from './cell-names.ts'

/** What a formula finds in a cell: a number, nothing, or something that is no number. */
export type Operand = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'blank' | 'other' }

export type Worked = {
  /** Null: this program cannot work it out (text, dates, functions that it does not know, a circle). */
  readonly value: number | null
  /** Cells that were looked at, as `sheet!cell`. */
  readonly used: readonly string[]
}

const largestRange = 20_000
/** Parentheses and signs inside each other; nobody writes more, and a file from outside may not exhaust the stack. */
const deepest = 64

class NotWorkable extends Error {}

type Value = number | string

function numberOf(value: Value): number {
  if (typeof value === 'string') throw new NotWorkable()
  return value
}

function holds(left: Value, sign: string, right: Value): boolean {
  switch (sign) {
    case '=':
      return left === right
    case '<>':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
    case '<=':
      return left <= right
    default:
      return left >= right
  }
}

function overNumbers(name: string, all: readonly number[][]): number {
  const values = all.flat()
  switch (name) {
    case 'SUM':
      return values.reduce((sum, value) => sum + value, 0)
    case 'AVERAGE':
      if (values.length === 0) throw new NotWorkable()
      return values.reduce((sum, value) => sum + value, 0) / values.length
    case 'MAX':
      return values.length === 0 ? 0 : Math.max(...values)
    case 'MIN':
      return values.length === 0 ? 0 : Math.min(...values)
    case 'ROUND':
      return rounded(all)
    default:
      throw new NotWorkable()
  }
}

/**
 * Works out a formula of sums, differences, products and quotients: numbers, references, ranges, + - * / %, comparisons, SUM,
 * AVERAGE, MAX, MIN, ROUND, IF, IFERROR. Enough for the totals of a return; the spreadsheet program works out everything when it opens the file.
 *
 * @param formula without the leading `=`
 * @param home the sheet that references without a sheet mean
 */
export function workOut(formula: string, home: string, operand: (sheet: string, cell: string) => Operand): Worked {
  const used = new Set<string>()
  const reader = new FormulaReader(formula, home, (sheet, cell) => {
    used.add(`${sheet}!${cell}`)
    return operand(sheet, cell)
  })
  try {
    const value = reader.read()
    return { value: typeof value === 'number' && Number.isFinite(value) ? value : null, used: [...used] }
  } catch (error) {
    if (error instanceof NotWorkable) return { value: null, used: [...used] }
    throw error
  }
}

class FormulaReader {
  readonly #text: string
  readonly #home: string
  readonly #operand: (sheet: string, cell: string) => Operand
  #at = 0
  #depth = 0

  constructor(text: string, home: string, operand: (sheet: string, cell: string) => Operand) {
    this.#text = text
    this.#home = home
    this.#operand = operand
  }

  read(): Value {
    const value = this.#comparison()
    this.#blanks()
    if (this.#at < this.#text.length) throw new NotWorkable()
    return value
  }

  /** A comparison is 1 or 0. */
  #comparison(): Value {
    const left = this.#sum()
    const sign = this.#match(/<>|<=|>=|<|>|=/y)
    if (sign === undefined) return left
    const right = this.#sum()
    // A blank text and a number are never equal; text compares with text only.
    if (typeof left !== typeof right) throw new NotWorkable()
    return Number(holds(left, sign, right))
  }

  #sum(): Value {
    let value = this.#product()
    for (;;) {
      if (this.#take('+')) value = numberOf(value) + numberOf(this.#product())
      else if (this.#take('-')) value = numberOf(value) - numberOf(this.#product())
      else return value
    }
  }

  #product(): Value {
    let value = this.#factor()
    for (;;) {
      if (this.#take('*')) value = numberOf(value) * numberOf(this.#factor())
      else if (this.#take('/')) value = numberOf(value) / numberOf(this.#factor())
      else return value
    }
  }

  #factor(): Value {
    this.#depth += 1
    if (this.#depth > deepest) throw new NotWorkable()
    const value = this.#signed()
    this.#depth -= 1
    return value
  }

  #signed(): Value {
    if (this.#take('-')) return -numberOf(this.#factor())
    if (this.#take('+')) return this.#factor()
    let value = this.#plain()
    while (this.#take('%')) value = numberOf(value) / 100
    return value
  }

  #plain(): Value {
    if (this.#take('(')) {
      const value = this.#comparison()
      this.#need(')')
      return value
    }
    const text = this.#match(/"(?:[^"]|"")*"/y)
    if (text !== undefined) return text.slice(1, -1).replaceAll('""', '"')
    const number = this.#match(/\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y)
    if (number !== undefined) return Number(number)
    const called = this.#match(/([A-Z]+)\s*\(/y)
    if (called !== undefined) return this.#call(called.replace(/\s*\($/, ''))
    const range = this.#range()
    // A range outside a function means something that depends on where the formula stands.
    if (range.length !== 1) throw new NotWorkable()
    const [only] = range
    if (only?.kind === 'other') throw new NotWorkable()
    return only?.kind === 'number' ? only.value : 0
  }

  #call(name: string): Value {
    const all: Value[][] = []
    if (!this.#take(')')) {
      do all.push(this.#argument())
      while (this.#take(','))
      this.#need(')')
    }
    const [first, second, third] = all.map((argument) => argument[0])
    if (name === 'IF') {
      if (first === undefined || second === undefined) throw new NotWorkable()
      return numberOf(first) === 0 ? (third ?? 0) : second
    }
    if (name === 'IFERROR') {
      if (first === undefined || second === undefined) throw new NotWorkable()
      return typeof first === 'number' && !Number.isFinite(first) ? second : first
    }
    return overNumbers(
      name,
      all.map((argument) => argument.map(numberOf)),
    )
  }

  /** The values of one argument: of a range only the numbers that there are. */
  #argument(): Value[] {
    const start = this.#at
    const depth = this.#depth
    try {
      const range = this.#range()
      this.#blanks()
      const next = this.#text[this.#at]
      // A single cell is a value like any other, and an empty one is 0.
      const several = range.length > 1
      if (several && (next === ',' || next === ')'))
        return range.flatMap((one) => (one.kind === 'number' ? [one.value] : []))
    } catch (error) {
      if (!(error instanceof NotWorkable)) throw error
    }
    this.#at = start
    this.#depth = depth
    return [this.#comparison()]
  }

  #range(): Operand[] {
    const sheet = this.#sheet()
    const from = this.#reference()
    if (!this.#take(':')) return [this.#operand(sheet, cellName(from))]
    const to = this.#reference()
    const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)]
    const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)]
    if ((bottom - top + 1) * (right - left + 1) > largestRange) throw new NotWorkable()
    const found: Operand[] = []
    for (let row = top; row <= bottom; row += 1)
      for (let column = left; column <= right; column += 1) found.push(this.#operand(sheet, cellName({ row, column })))
    return found
  }

  #sheet(): string {
    const quoted = this.#match(/'(?:[^']|'')+'!/y)
    if (quoted !== undefined) return quoted.slice(1, -2).replaceAll("''", "'")
    const bare = this.#match(/[\p{L}_][\p{L}\p{N}_.]*!/uy)
    return bare === undefined ? this.#home : bare.slice(0, -1)
  }

  #reference(): CellIndex {
    const name = this.#match(/\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(?![\w(!.])/y)
    const place = name === undefined ? undefined : cellIndex(name)
    if (place === undefined) throw new NotWorkable()
    return place
  }

  #take(sign: string): boolean {
    this.#blanks()
    if (this.#text[this.#at] !== sign) return false
    this.#at += 1
    return true
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw new NotWorkable()
  }

  #match(pattern: RegExp): string | undefined {
    this.#blanks()
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return undefined
    this.#at = pattern.lastIndex
    return found[0]
  }

  #blanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }
}

/** Half away from zero, as spreadsheet programs round. */
function rounded([numbers, digits]: readonly number[][]): number {
  const value = numbers?.[0] ?? 0
  const scale = 10 ** Math.trunc(digits?.[0] ?? 0)
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale
}

/** A shared formula as it reads `rows` further down and `columns` further right; references with `$` stay. */
export function shiftFormula(formula: string, rows: number, columns: number): string {
  // Texts and sheet names in quotes are passed over.
  return formula.replace(
    /"(?:[^"]|"")*"|'(?:[^']|'')*'!|(\$?)\b([A-Z]{1,3})(\$?)([1-9]\d{0,6})\b(?![(!.])/g,
    (whole, fixedColumn?: string, letters?: string, fixedRow?: string, digits?: string) => {
      const place = letters === undefined ? undefined : cellIndex(`${letters}${digits}`)
      if (place === undefined) return whole
      const column = fixedColumn === '$' ? place.column : place.column + columns
      const row = fixedRow === '$' ? place.row : place.row + rows
      return row < 0 || column < 0 ? '#REF!' : `${fixedColumn}${columnLetters(column)}${fixedRow}${row + 1}`
    },
  )
}
