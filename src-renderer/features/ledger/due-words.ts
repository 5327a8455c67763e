import { daysBetween } from '../../ui/today.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Tone } from '../../ui/tag.tsx'

/** How long until a day, in words: 3 天后到期, 今天到期, 已逾期 2 天. */
export function dueWords(on: string, today: string, words: Text['ledger']['due']): { words: string; tone: Tone } {
  const days = daysBetween(today, on)
  if (days < 0) return { words: words.late(-days), tone: 'bad' }
  if (days === 0) return { words: words.today, tone: 'warn' }
  return { words: words.soon(days), tone: days <= 7 ? 'warn' : 'quiet' }
}

/** The name of what is due; a kind without one would be a newer core's. */
export function dueName(kind: string, names: Text['ledger']['dues']): string {
  return (names as Readonly<Record<string, string | undefined>>)[kind] ?? kind
}
