import { NumberToken, readStrictJson, type JsonObject, type JsonTree } from '../src-domain/scoring/strict-json.ts'
import { refuse } from './codes.ts'

/** Largest metadata document or envelope, bytes. */
export const MOST_BYTES = 64 * 1024

/**
 * Text that says one thing to every reader: at most 64 KiB of valid UTF-8 without a byte order mark, JSON without duplicate keys.
 * @throws Refused UPD_LIMIT when too large or too deep, UPD_SCHEMA otherwise
 */
export function readTree(bytes: Uint8Array): JsonTree {
  if (bytes.length > MOST_BYTES) refuse('UPD_LIMIT')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const text = buffer.toString('utf8')
  if (text.startsWith('\uFEFF') || !Buffer.from(text, 'utf8').equals(buffer)) refuse('UPD_SCHEMA')
  const reading = readStrictJson(text)
  if (!reading.ok) refuse(reading.problem.reason === 'too-deep' ? 'UPD_LIMIT' : 'UPD_SCHEMA')
  return reading.tree
}

/** An object with exactly these keys. */
export function fieldsOf(tree: JsonTree | undefined, keys: readonly string[]): JsonObject {
  if (!(tree instanceof Map)) refuse('UPD_SCHEMA')
  const fields: JsonObject = tree
  if (fields.size !== keys.length || !keys.every((key) => fields.has(key))) refuse('UPD_SCHEMA')
  return fields
}

export function listOf<T>(
  tree: JsonTree | undefined,
  bounds: { least: number; most: number },
  item: (tree: JsonTree) => T,
): readonly T[] {
  if (!Array.isArray(tree) || tree.length < bounds.least) refuse('UPD_SCHEMA')
  const items: readonly JsonTree[] = tree
  if (items.length > bounds.most) refuse('UPD_LIMIT')
  return items.map(item)
}

export function textOf(tree: JsonTree | undefined, pattern: RegExp): string {
  if (typeof tree !== 'string' || !pattern.test(tree)) refuse('UPD_SCHEMA')
  return tree
}

/** Text for people: not empty, bounded, no control characters but the line feed. */
export function proseOf(tree: JsonTree | undefined, most: number): string {
  // eslint-disable-next-line no-control-regex
  const controls = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/
  if (typeof tree !== 'string' || tree === '' || tree.length > most || controls.test(tree)) refuse('UPD_SCHEMA')
  return tree
}

/** A whole number written without sign, fraction or exponent. */
export function countOf(tree: JsonTree | undefined, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (!(tree instanceof NumberToken) || !/^(?:0|[1-9]\d{0,15})$/.test(tree.text)) refuse('UPD_SCHEMA')
  const value = Number(tree.text)
  if (!Number.isSafeInteger(value) || value < least || value > most) refuse('UPD_SCHEMA')
  return value
}

export function booleanOf(tree: JsonTree | undefined): boolean {
  if (typeof tree !== 'boolean') refuse('UPD_SCHEMA')
  return tree
}

/** An instant, `2026-11-22T08:00:00Z`, in ms. A date that does not exist refuses: every comparison with it would be false. */
export function instantOf(tree: JsonTree | undefined): number {
  const text = textOf(tree, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  const at = Date.parse(text)
  if (Number.isNaN(at) || new Date(at).toISOString() !== text.replace('Z', '.000Z')) refuse('UPD_SCHEMA')
  return at
}

/** Base64 with padding and nothing else: one spelling for one content. */
export function bytesOf(tree: JsonTree | undefined): Buffer {
  if (typeof tree !== 'string' || tree === '') refuse('UPD_SCHEMA')
  const bytes = Buffer.from(tree, 'base64')
  if (bytes.toString('base64') !== tree) refuse('UPD_SCHEMA')
  return bytes
}

/** No value twice. */
export function distinct(values: readonly (string | number)[]): void {
  if (new Set(values).size !== values.length) refuse('UPD_SCHEMA')
}
