import type { z } from 'zod'
import { AskLine, AskRequest } from './ask.ts'
import { BlobStatus } from './blob.ts'
import { BootstrapRequest, BootstrapResponse } from './bootstrap.ts'
import { CarryRequest, CarryResponse } from './carried.ts'
import { DigestRequest, DigestResponse, RowsRequest, RowsResponse } from './digest.ts'
import { EnrolmentRequest, EnrolmentResponse, RenewalRequest, RenewalResponse } from './enrolment.ts'
import { HelloRequest, HelloResponse } from './hello.ts'
import { IngestRequest, IngestResponse } from './ingest.ts'
import type { WireProblemCode } from './problems.ts'
import { PullQuery, PullResponse, WatchQuery, WatchResponse } from './pull.ts'
import { PushRequest, PushResponse } from './push.ts'

export type Endpoint = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD'
  readonly path: string
  /** device: with the certificate of enrolment; connector: with a source system's token; open: with neither. */
  readonly caller: 'device' | 'connector' | 'open'
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** Missing: bytes. */
  readonly answer?: z.ZodType
  /** The answer comes line by line, each of them one `answer`. */
  readonly lines?: true
  readonly problems: readonly WireProblemCode[]
}

/** Problems that every call of a device can meet. */
const anyone = [
  'sync/no-certificate',
  'sync/certificate-expired',
  'sync/revoked',
  'sync/invalid',
  'sync/too-large',
  'sync/busy',
] as const
/** And of one that takes part: a device in quarantine is given nothing. */
const always = [...anyone, 'sync/quarantined'] as const

/** The whole protocol; the platform serves it, the client calls it, the OpenAPI document is made from it. */
export const endpoints = {
  enrol: {
    method: 'POST',
    path: '/enrol',
    caller: 'open',
    body: EnrolmentRequest,
    answer: EnrolmentResponse,
    problems: ['sync/invalid', 'sync/code-refused', 'sync/too-many'],
  },
  renew: {
    method: 'POST',
    path: '/certificate',
    caller: 'device',
    body: RenewalRequest,
    answer: RenewalResponse,
    problems: always,
  },
  hello: {
    method: 'POST',
    path: '/hello',
    caller: 'device',
    body: HelloRequest,
    answer: HelloResponse,
    problems: [...always, 'sync/client-too-new', 'sync/client-too-old', 'sync/wrong-epoch'],
  },
  push: {
    method: 'POST',
    path: '/push',
    caller: 'device',
    body: PushRequest,
    answer: PushResponse,
    problems: [...always, 'sync/rebootstrap', 'sync/gap', 'sync/wrong-epoch', 'sync/txn-split', 'sync/client-too-new'],
  },
  /** A package of another PC's unsent work, taken over as if that PC had pushed it. */
  carry: {
    method: 'POST',
    path: '/carry',
    caller: 'device',
    body: CarryRequest,
    answer: CarryResponse,
    problems: [
      ...anyone,
      'sync/package-damaged',
      'sync/package-foreign',
      'sync/gap',
      'sync/quarantined',
      'sync/wrong-epoch',
      'sync/client-too-new',
    ],
  },
  pull: {
    method: 'GET',
    path: '/pull',
    caller: 'device',
    query: PullQuery,
    answer: PullResponse,
    problems: [...always, 'sync/rebootstrap'],
  },
  watch: {
    method: 'GET',
    path: '/watch',
    caller: 'device',
    query: WatchQuery,
    answer: WatchResponse,
    problems: [...always, 'sync/rebootstrap'],
  },
  bootstrap: {
    method: 'POST',
    path: '/bootstrap',
    caller: 'device',
    body: BootstrapRequest,
    answer: BootstrapResponse,
    problems: always,
  },
  bootstrapChunk: {
    method: 'GET',
    path: '/bootstrap/:snapshot/:number',
    caller: 'device',
    problems: [...always, 'sync/snapshot-gone'],
  },
  digest: {
    method: 'POST',
    path: '/digest',
    caller: 'device',
    body: DigestRequest,
    answer: DigestResponse,
    problems: always,
  },
  rows: { method: 'POST', path: '/rows', caller: 'device', body: RowsRequest, answer: RowsResponse, problems: always },
  putBlob: {
    method: 'PUT',
    path: '/blob/:sha256',
    caller: 'device',
    answer: BlobStatus,
    problems: [...always, 'sync/blob-gap', 'sync/blob-mismatch'],
  },
  getBlob: { method: 'GET', path: '/blob/:sha256', caller: 'device', problems: [...always, 'sync/not-found'] },
  headBlob: { method: 'HEAD', path: '/blob/:sha256', caller: 'device', problems: [...always, 'sync/not-found'] },
  ask: {
    method: 'POST',
    path: '/ask',
    caller: 'device',
    body: AskRequest,
    answer: AskLine,
    lines: true,
    problems: [...always, 'sync/denied', 'sync/not-listed', 'sync/role-denied', 'sync/too-many'],
  },
  ingest: {
    method: 'POST',
    path: '/ingest',
    caller: 'connector',
    body: IngestRequest,
    answer: IngestResponse,
    problems: [
      'sync/invalid',
      'sync/denied',
      'sync/not-found',
      'sync/parts-missing',
      'sync/delivery-ended',
      'sync/too-large',
      'sync/busy',
    ],
  },
} as const satisfies Record<string, Endpoint>
export type EndpointName = keyof typeof endpoints
