import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CardRead } from '../../src-contract/shell.ts'
import type { ShellToCore } from '../../src-contract/shell-core.ts'
import type { DevelopmentSettings } from '../development.ts'
import { keptOf, type RawCard } from './card.rules.ts'

/**
 * The seam for card readers: each make has a driver of its own, and an adapter per driver lives beside this file. None is bundled;
 * development and tests have one that reads a file.
 */
export type IdCardReader = {
  /** The card on the reader; null when there is none. @throws when a card lies there and cannot be read */
  read(): Promise<RawCard | null>
}

/** The reader of this PC; null where none is set up. */
export function cardReader(settings: DevelopmentSettings): IdCardReader | null {
  return settings.cardFile === undefined ? null : fileReader(settings.cardFile)
}

/** Stands in for a reader: a JSON file is the card, no file is an empty reader. */
function fileReader(path: string): IdCardReader {
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => null)
      return text === null ? null : (JSON.parse(text) as RawCard)
    },
  }
}

/** Reads a card and hands its facts to core; the page gets an id. Ethnicity, photo and fingerprint end here. */
export async function readCard(
  reader: IdCardReader | null,
  toCore: (message: Extract<ShellToCore, { t: 'card' }>) => void,
): Promise<CardRead> {
  if (reader === null) return { state: 'no-reader' }
  try {
    const raw = await reader.read()
    if (raw === null) return { state: 'no-card' }
    const cardId = randomUUID()
    toCore({ t: 'card', cardId, ...keptOf(raw) })
    return { state: 'read', cardId }
  } catch {
    return { state: 'unreadable' }
  }
}
