import { refuse } from './codes.ts'
import { leastThresholds, roles, type Role } from './roles.ts'
import {
  booleanOf,
  countOf,
  distinct,
  fieldsOf,
  instantOf,
  listOf,
  proseOf,
  readTree,
  textOf,
} from './strict-fields.ts'

/** One who may sign: a key, whose it is, and for what. */
export type TrustedKey = {
  /** Service number of the officer, or the name of the machine that holds the online key. */
  readonly officer: string
  readonly role: Role
  /** SHA-256 of the public key's SubjectPublicKeyInfo, hex. */
  readonly key: string
}

export type Trust = {
  readonly version: number
  /** ms. The certificates of its signers have to be valid at this instant. */
  readonly issued: number
  readonly keys: readonly TrustedKey[]
  readonly thresholds: Readonly<Record<Role, number>>
  /** Serial numbers of certificates that count no longer, upper-case hex. */
  readonly revoked: readonly string[]
}

export type UpdateFile = {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Hex. */
  readonly sha512: string
}

/** What a build runs on and for whom: a release for anything else does not concern it. */
export type Scope = {
  readonly product: string
  readonly platform: string
  readonly arch: string
  readonly channel: string
}

export type Release = Scope & {
  readonly seq: number
  readonly version: string
  /** ms. */
  readonly notBefore: number
  readonly expires: number
  /** Oldest and newest step of the database that this version can take over. */
  readonly schema: { readonly from: number; readonly to: number }
  readonly files: readonly UpdateFile[]
  /** Sequence numbers from which one may go back to this release once they are recalled. */
  readonly rollbackFrom: readonly number[]
  readonly notes: { readonly 'zh-CN': string; readonly en: string }
}

export type Ring = {
  readonly name: string
  readonly stations: readonly string[]
  /** Share of all stations, 0-100, drawn by the release's hash. */
  readonly percent: number
}

export type Status = {
  readonly counter: number
  readonly trust: number
  /** ms. */
  readonly issued: number
  readonly expires: number
  /** SHA-256 of the release envelope's bytes, hex. */
  readonly release: string
  readonly rings: readonly Ring[]
  readonly paused: boolean
  readonly recalled: readonly number[]
}

const DAY = 86_400_000
/** A status older than this says nothing about today. */
export const LONGEST_STATUS = 14 * DAY
const name = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const sha256 = /^[0-9a-f]{64}$/
const versionNumber = /^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/

/** A file's name: nothing that leads out of a folder or means something to a shell or a URL. */
export const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** @throws Refused UPD_SCHEMA, UPD_LIMIT */
export function readTrust(payload: Uint8Array): Trust {
  const fields = fieldsOf(readTree(payload), ['version', 'issued', 'keys', 'thresholds', 'revoked'])
  const thresholds = fieldsOf(fields.get('thresholds'), roles)
  const keys = listOf(fields.get('keys'), { least: 1, most: 64 }, (item): TrustedKey => {
    const key = fieldsOf(item, ['officer', 'role', 'key'])
    return {
      officer: textOf(key.get('officer'), name),
      role: textOf(key.get('role'), /^(?:trust|release|status)$/) as Role,
      key: textOf(key.get('key'), sha256),
    }
  })
  distinct(keys.map(({ role, key }) => `${role} ${key}`))
  // The online key lies on a server: it must be nobody's release or trust key.
  const online = new Set(keys.filter(({ role }) => role === 'status').map(({ key }) => key))
  if (keys.some(({ role, key }) => role !== 'status' && online.has(key))) refuse('UPD_SCHEMA')
  const threshold = (role: Role): number => {
    const needed = countOf(thresholds.get(role), leastThresholds[role], 8)
    const officers = new Set(keys.filter((each) => each.role === role).map(({ officer }) => officer))
    return officers.size >= needed ? needed : refuse('UPD_SCHEMA')
  }
  return {
    version: countOf(fields.get('version'), 1),
    issued: instantOf(fields.get('issued')),
    keys,
    thresholds: { trust: threshold('trust'), release: threshold('release'), status: threshold('status') },
    revoked: listOf(fields.get('revoked'), { least: 0, most: 1000 }, (item) => textOf(item, /^[0-9A-F]{1,40}$/)),
  }
}

/** @throws Refused UPD_SCHEMA, UPD_LIMIT, UPD_URL for a file name that is a path */
export function readRelease(payload: Uint8Array): Release {
  const fields = fieldsOf(readTree(payload), [
    ...['product', 'platform', 'arch', 'channel', 'seq', 'version', 'notBefore', 'expires'],
    ...['schema', 'files', 'rollbackFrom', 'notes'],
  ])
  const schema = fieldsOf(fields.get('schema'), ['from', 'to'])
  const notes = fieldsOf(fields.get('notes'), ['zh-CN', 'en'])
  const seq = countOf(fields.get('seq'), 1)
  const from = countOf(schema.get('from'), 0)
  const notBefore = instantOf(fields.get('notBefore'))
  const expires = instantOf(fields.get('expires'))
  if (expires <= notBefore) refuse('UPD_SCHEMA')
  const files = listOf(fields.get('files'), { least: 1, most: 4 }, (item): UpdateFile => {
    const file = fieldsOf(item, ['name', 'size', 'sha512'])
    const fileName = textOf(file.get('name'), /^[^]{1,256}$/)
    if (!FILE_NAME.test(fileName)) refuse('UPD_URL')
    return {
      name: fileName,
      size: countOf(file.get('size'), 1, 2 ** 31),
      sha512: textOf(file.get('sha512'), /^[0-9a-f]{128}$/),
    }
  })
  distinct(files.map((file) => file.name.toLowerCase()))
  return {
    product: textOf(fields.get('product'), name),
    platform: textOf(fields.get('platform'), name),
    arch: textOf(fields.get('arch'), name),
    channel: textOf(fields.get('channel'), name),
    seq,
    version: textOf(fields.get('version'), versionNumber),
    notBefore,
    expires,
    schema: { from, to: countOf(schema.get('to'), from) },
    files,
    rollbackFrom: listOf(fields.get('rollbackFrom'), { least: 0, most: 64 }, (item) => countOf(item, seq + 1)),
    notes: { 'zh-CN': proseOf(notes.get('zh-CN'), 4000), en: proseOf(notes.get('en'), 4000) },
  }
}

/** @throws Refused UPD_SCHEMA, UPD_LIMIT */
export function readStatus(payload: Uint8Array): Status {
  const fields = fieldsOf(readTree(payload), [
    ...['counter', 'trust', 'issued', 'expires', 'release', 'rings', 'paused', 'recalled'],
  ])
  const issued = instantOf(fields.get('issued'))
  const expires = instantOf(fields.get('expires'))
  if (expires <= issued || expires - issued > LONGEST_STATUS) refuse('UPD_SCHEMA')
  return {
    counter: countOf(fields.get('counter'), 1),
    trust: countOf(fields.get('trust'), 1),
    issued,
    expires,
    release: textOf(fields.get('release'), sha256),
    rings: listOf(fields.get('rings'), { least: 0, most: 32 }, (item) => {
      const ring = fieldsOf(item, ['name', 'stations', 'percent'])
      return {
        name: textOf(ring.get('name'), name),
        stations: listOf(ring.get('stations'), { least: 0, most: 2000 }, (station) => textOf(station, name)),
        percent: countOf(ring.get('percent'), 0, 100),
      }
    }),
    paused: booleanOf(fields.get('paused')),
    recalled: listOf(fields.get('recalled'), { least: 0, most: 256 }, (item) => countOf(item, 1)),
  }
}
