import { useMemo, useRef, type ReactNode } from 'react'
import type { GridLayout, GridList } from '../../src-contract/features/preferences.contract.ts'
import { gridLayouts, keepGridLayout } from '../session/preferences.ts'
import { useStore } from './store.ts'

export type Column<R> = {
  key: string
  label: string
  /** CSS px until the user changes it. */
  width: number
  /** What is copied, and shown unless `render` draws it. */
  text: (row: R) => string
  render?: (row: R) => ReactNode
  sortable?: boolean
  /** Has a filter of its own in its heading, where the screen offers one. */
  filterable?: boolean
  align?: 'end'
}

export type Sort = { by: string; descending: boolean }

export type ColumnLayout = {
  all: readonly { key: string; label: string }[]
  hidden: ReadonlySet<string>
  template: string
  totalWidth: number
  widthOf: (key: string) => number
  setWidth: (key: string, width: number) => void
  setHidden: (key: string, hidden: boolean) => void
  /** Exactly these are in sight, as a view says. */
  setShown: (keys: readonly string[]) => void
  /** The columns in sight, without what they draw: for the header. */
  heads: readonly { key: string; label: string; sortable: boolean; filterable: boolean; align: 'end' | undefined }[]
}

const asDeclared: GridLayout = { widths: {}, hidden: [] }

export type ShownColumns<R> = ColumnLayout & { shown: readonly Column<R>[] }

/** Which columns are in sight and how wide; a matter of taste, kept for the account. */
export function useColumns<R>(remember: GridList, columns: readonly Column<R>[]): ShownColumns<R> {
  const kept = useStore(gridLayouts).get(remember) ?? asDeclared
  const newest = useRef(kept)
  newest.current = kept
  const hidden = useMemo(() => new Set(kept.hidden), [kept.hidden])
  const shown = useMemo(() => columns.filter((column) => !hidden.has(column.key)), [columns, hidden])
  return useMemo(() => {
    const keep = (part: Partial<GridLayout>) => keepGridLayout(remember, { ...newest.current, ...part })
    const widthOf = (key: string) => kept.widths[key] ?? columns.find((column) => column.key === key)?.width ?? 100
    return {
      all: columns,
      shown,
      hidden,
      heads: shown.map(({ key, label, sortable, filterable, align }) => ({
        key,
        label,
        sortable: sortable ?? false,
        filterable: filterable ?? false,
        align,
      })),
      // The last column takes what is left, so that no empty strip remains at the right.
      template: shown
        .map((column, at) =>
          at === shown.length - 1 ? `minmax(${widthOf(column.key)}px, 1fr)` : `${widthOf(column.key)}px`,
        )
        .join(' '),
      totalWidth: shown.reduce((sum, column) => sum + widthOf(column.key), 0),
      widthOf,
      setWidth: (key, width) =>
        keep({ widths: { ...newest.current.widths, [key]: Math.round(Math.max(40, Math.min(900, width))) } }),
      setShown(keys) {
        const wanted = new Set(keys)
        const hide = columns.map((column) => column.key).filter((key) => !wanted.has(key))
        if (hide.length < columns.length) keep({ hidden: hide })
      },
      setHidden(key, hide) {
        if (hide && shown.length === 1) return
        const now = newest.current.hidden
        keep({ hidden: hide ? [...now, key] : now.filter((one) => one !== key) })
      },
    }
  }, [remember, columns, kept.widths, shown, hidden])
}
