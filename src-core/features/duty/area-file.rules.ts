import type { DutyRowProblem, DutyRowProblemKind } from '../../../src-contract/features/duty.shapes.ts'
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import { areaKey, type AreaKind, type RoadSide } from '../../../src-domain/duty/areas.rules.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { HeaderColumn, SheetCell, SheetRow } from '../../spreadsheets/spreadsheet.types.ts'
import { readDay } from '../sources/wall-time.rules.ts'
import { cellOf, columnNamed, folded } from './import-columns.rules.ts'
import { textOf } from './roster-file.rules.ts'

/** One rule that a premises -> beat file states. */
export type AreaItem = {
  readonly row: number
  readonly kind: AreaKind
  readonly place: string
  readonly key: string
  readonly doorFrom: number | null
  readonly doorTo: number | null
  readonly side: RoadSide
  readonly beat: string
  readonly from: string
  readonly to: string | null
}

export type AreaSheet = {
  readonly columns: readonly HeaderColumn[]
  readonly context: AddressContext
  readonly beats: ReadonlySet<string>
  /** Where a row has no first day. */
  readonly today: string
}

const headings = {
  kind: ['类型', '类别', '范围类型', 'kind'],
  place: ['名称', '地址', '范围', '小区', '道路', '社区', '地点', '辖区范围', '地址或名称', 'place', 'address'],
  doors: ['门牌', '门牌号', '门牌范围', 'doors'],
  doorFrom: ['门牌起', '起始门牌', '门牌自', 'door from'],
  doorTo: ['门牌止', '终止门牌', '门牌至', 'door to'],
  side: ['单双号', '单双', '侧', 'side'],
  beat: ['警务区', '责任区', '警务区编号', '警区', 'beat'],
  from: ['起始日期', '开始日期', '生效日期', '起', 'from'],
  to: ['截止日期', '结束日期', '失效日期', '止', 'to'],
} as const

const kindWords: readonly (readonly [AreaKind, RegExp])[] = [
  ['community', /^(?:社区|村|居委会|村委会|居村|community)$/],
  ['road', /^(?:道路|路|街|巷|路段|街巷|街路巷|road)$/],
  ['estate', /^(?:小区|院落|住宅区|楼盘|商圈|大厦|estate)$/],
  ['building', /^(?:楼栋|楼|栋|幢|门牌|房屋|单体楼|building)$/],
]

export function hasAreaColumns(columns: readonly HeaderColumn[]): boolean {
  return columnNamed(columns, headings.place) !== undefined && columnNamed(columns, headings.beat) !== undefined
}

export function readAreaRow(
  { row, cells }: SheetRow,
  sheet: AreaSheet,
): { item: AreaItem | null; problems: DutyRowProblem[] } {
  const cell = (names: readonly string[]) => cellOf(sheet.columns, cells, columnNamed(sheet.columns, names))
  const text = (names: readonly string[]) => textOf(cell(names))
  const problems: DutyRowProblem[] = []
  const tell = (names: readonly string[], kind: DutyRowProblemKind, severity: 'error' | 'warning' = 'error') =>
    void problems.push({ row, column: columnNamed(sheet.columns, names)?.name ?? null, kind, severity, other: null })

  const place = normaliseText(text(headings.place)).trim()
  const beat = text(headings.beat)
  if (place === '' && beat === '') return { item: null, problems: [] }
  if (place === '') tell(headings.place, 'place-missing')
  if (beat === '' || beat.length > 20) tell(headings.beat, 'beat-missing')
  else if (!sheet.beats.has(beat)) tell(headings.beat, 'beat-new', 'warning')
  const kind = kindIn(text(headings.kind), place)
  if (kind === null) tell(headings.kind, 'kind-unknown')
  const doors = doorsIn(text(headings.doors), text(headings.doorFrom), text(headings.doorTo))
  if (doors === null) tell(headings.doorFrom, 'door-invalid')
  else if (doors[0] !== null && doors[1] !== null && doors[0] > doors[1]) tell(headings.doorFrom, 'doors-reversed')
  const side = sideIn(text(headings.side))
  if (side === null) tell(headings.side, 'side-unknown')
  const from = dayIn(cell(headings.from), sheet.today)
  const to = dayIn(cell(headings.to), null)
  if (from === undefined || from === null) tell(headings.from, 'date-invalid')
  if (to === undefined) tell(headings.to, 'date-invalid')
  if (from && to && from > to) tell(headings.to, 'dates-reversed')
  const key = kind === null || place.length < 2 || place.length > 100 ? null : areaKey(kind, place, sheet.context)
  if (key === null && place !== '' && kind !== null) tell(headings.place, 'place-unreadable')
  if (problems.some(({ severity }) => severity === 'error')) return { item: null, problems }
  const isRoad = kind === 'road'
  return {
    item: {
      row,
      kind: kind as AreaKind,
      place,
      key: key as string,
      doorFrom: isRoad ? (doors?.[0] ?? null) : null,
      doorTo: isRoad ? (doors?.[1] ?? null) : null,
      side: isRoad ? (side ?? 'both') : 'both',
      beat,
      from: from as string,
      to: to as string | null,
    },
    problems,
  }
}

function kindIn(word: string, place: string): AreaKind | null {
  const plain = folded(word)
  if (plain !== '') return kindWords.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
  if (/(?:社区|村)$/.test(place)) return 'community'
  if (/(?:栋|幢|座|号楼|号)$/.test(place)) return 'building'
  if (/(?:路|街|巷|弄|大道|道|胡同)$/.test(place)) return 'road'
  return place === '' ? null : 'estate'
}

function doorsIn(span: string, from: string, to: string): readonly [number | null, number | null] | null {
  const [first = '', second] = from === '' && to === '' ? span.split(/\s*[-—–~～至]\s*/) : [from, to]
  const low = doorIn(first)
  const high = second === undefined ? low : doorIn(second)
  return low === undefined || high === undefined ? null : [low, high]
}

function doorIn(text: string): number | null | undefined {
  const plain = normaliseText(text).replace(/号$/, '').trim()
  if (plain === '') return null
  return /^\d{1,5}$/.test(plain) && Number(plain) > 0 ? Number(plain) : undefined
}

function sideIn(text: string): RoadSide | null {
  const plain = folded(text)
  if (plain === '' || /^(?:全部|全|双侧|两侧|both|all)$/.test(plain)) return 'both'
  if (/^(?:单|单号|奇数|odd)$/.test(plain)) return 'odd'
  return /^(?:双|双号|偶数|even)$/.test(plain) ? 'even' : null
}

/** Undefined when the cell has something that is no date; `empty` when it has nothing. */
function dayIn<E>(cell: SheetCell | undefined, empty: E): string | E | undefined {
  if (cell?.kind === 'error' || cell?.damaged) return undefined
  const text = textOf(cell)
  if (text === '' || /^(?:至今|长期|今)$/.test(text)) return empty
  const date = cell?.iso?.slice(0, 10) ?? readDay(text)
  return date === null || date < '2000-01-01' || date > '2100-12-31' ? undefined : date
}
