import { pinyinKeys } from '../../src-domain/names/pinyin-keys.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'

/** 40% names, 20% pinyin, 15% parts of ID numbers, 10% phones, 15% addresses, of subjects spread over the whole station. */
export function mixedQuestions(db: ReadDb, count: number): string[] {
  const last = db.prepare<[], { n: number }>('SELECT max(subject_id) AS n FROM subjects').one()?.n ?? 0
  const near = db.prepare<[number], { name: string; id_number: string; phone: string | null; address: string | null }>(
    `SELECT name, id_number, phone, address FROM subjects
     WHERE subject_id >= ? AND id_number IS NOT NULL AND name IS NOT NULL ORDER BY subject_id LIMIT 1`,
  )
  // People with an ID number stand among the first ones.
  const people = db.prepare<[], { n: number }>('SELECT count(id_number) AS n FROM subjects').one()?.n ?? 0
  const step = Math.max(1, Math.floor(Math.min(last, people) / (count + 1)))
  return Array.from({ length: count }, (_, index) => near.one(1 + index * step)).flatMap((row, index) => {
    if (!row) return []
    const share = index % 20
    if (share < 8) return index % 2 === 0 ? row.name : [...row.name].slice(0, 2).join('')
    if (share < 12) return (index % 2 === 0 ? pinyinKeys(row.name).full[0] : pinyinKeys(row.name).initials[0]) ?? 'wang'
    if (share < 15) return index % 2 === 0 ? row.id_number : row.id_number.slice(-4)
    if (share < 17) return row.phone ?? '12912345678'
    return row.address ?? '幸福路'
  })
}
