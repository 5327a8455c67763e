import Fastify, { type FastifyInstance } from 'fastify'
import { nextCursor } from '../../src-contract/sync/pull.ts'
import { endpoints } from '../../src-contract/sync/endpoints.ts'
import { limits } from '../../src-contract/sync/protocol.ts'
import { serveFeed } from '../feed/feed-routes.ts'
import { serveAsk } from '../lookup/ask-route.ts'
import { requireConnector } from '../ingestion/connectors.ts'
import { ingest } from '../ingestion/ingest.ts'
import { issueServer } from '../keys/certificates.ts'
import { servePages } from '../pages/page-server.ts'
import type { Platform } from '../platform.ts'
import { checkPosition, pull } from '../sync/pull.ts'
import { carry } from '../sync/carry.ts'
import { enrol } from '../sync/enrol.ts'
import { hello } from '../sync/hello.ts'
import { renew } from '../sync/renew.ts'
import { push } from '../sync/push.ts'
import { addBodies, read } from './bodies.ts'
import { requireDevice, requireKnownDevice } from './device-guard.ts'
import { openApiDocument } from './openapi.ts'
import { serveReplicas } from './replica-routes.ts'
import { FailureLimit } from './failure-limit.ts'
import { WireError } from './wire-error.ts'

/**
 * The platform's HTTPS side. A client certificate is asked for but not required by TLS: enrolment and the pages come without;
 * whatever belongs to a device goes through `requireDevice`.
 */
export async function makeServer(platform: Platform, hosts: readonly string[]): Promise<FastifyInstance> {
  const { caCertificate, caKey } = platform.keys
  const server = await issueServer({ certificate: caCertificate, key: caKey }, hosts)
  const app = Fastify({
    https: {
      key: server.key,
      cert: `${server.certificate}${caCertificate}`,
      ca: caCertificate,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    bodyLimit: limits.body,
    exposeHeadRoutes: false,
    requestTimeout: 120_000,
    forceCloseConnections: true,
  }) as unknown as FastifyInstance
  addBodies(app)
  answerErrors(app, platform)
  serveSync(app, platform)
  serveReplicas(app, platform)
  serveAsk(app, platform)
  serveFeed(app, platform)
  app.post(endpoints.ingest.path, async (request) => {
    const body = read(endpoints.ingest.body, request.body)
    await requireConnector(platform, request.headers.authorization ?? '', body.system)
    return ingest(platform, body)
  })
  servePages(app, platform)
  app.get('/ca.pem', (_request, reply) => reply.type('application/x-pem-file').send(platform.keys.caCertificate))
  app.get('/openapi.json', () => openApiDocument())
  return app
}

function answerErrors(app: FastifyInstance, platform: Platform): void {
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const problem = wireErrorOf(error)
    if (problem.code === 'internal')
      platform.log({ event: 'request-failed', trace: request.id, error: error.name, stack: error.stack })
    // What kept the database: an administrator has to find out whether it is away, full or in its own way.
    if (problem.code === 'sync/busy' && !(error instanceof WireError))
      platform.log({
        event: 'request-kept-waiting',
        trace: request.id,
        code: error.code ?? error.message.slice(0, 80),
        path: request.routeOptions.url,
      })
    if (problem.status === 429 || problem.status === 503) reply.header('retry-after', '5')
    return reply.code(problem.status).send(problem.body(request.id))
  })
  app.setNotFoundHandler((request, reply) => reply.code(404).send(new WireError('sync/not-found').body(request.id)))
}

function wireErrorOf(error: Error & { statusCode?: number; code?: string }): WireError {
  if (error instanceof WireError) return error
  if (error.statusCode === 413) return new WireError('sync/too-large')
  if (error.statusCode !== undefined && error.statusCode < 500) return new WireError('sync/invalid')
  // The database is away, full or starting: the client comes again.
  const code = error.code ?? ''
  const away = /^(ECONN|57P|08|53|40001|40P01)/.test(code) || /timeout|terminated/i.test(error.message)
  return new WireError(away ? 'sync/busy' : 'internal')
}

function serveSync(app: FastifyInstance, platform: Platform): void {
  const wrongCodes = new FailureLimit(20, 60_000)
  app.post(endpoints.enrol.path, async (request) => {
    if (!wrongCodes.admits(request.ip, Date.now())) throw new WireError('sync/too-many')
    return enrol(platform, read(endpoints.enrol.body, request.body)).catch((error: unknown) => {
      wrongCodes.failed(request.ip)
      throw error
    })
  })
  app.post(endpoints.renew.path, async (request) => {
    const device = await requireDevice(platform, request)
    return renew(platform, device, read(endpoints.renew.body, request.body))
  })
  app.post(endpoints.hello.path, async (request) => {
    const { device } = await requireKnownDevice(platform, request)
    return hello(platform, device, read(endpoints.hello.body, request.body))
  })
  app.post(endpoints.push.path, async (request) => {
    const { device } = await requireDevice(platform, request)
    return push(platform, device, read(endpoints.push.body, request.body))
  })
  app.post(endpoints.carry.path, async (request) => {
    const { station } = await requireKnownDevice(platform, request)
    return carry(platform, station, read(endpoints.carry.body, request.body).package)
  })
  app.get(endpoints.pull.path, async (request, reply) => {
    const { device, station } = await requireDevice(platform, request)
    const { json, next } = await pull(platform, device, station, read(endpoints.pull.query, request.query))
    if (next !== null) reply.header(nextCursor, next)
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(json)
  })
  app.get(endpoints.watch.path, async (request, reply) => {
    const { station } = await requireDevice(platform, request)
    const query = read(endpoints.watch.query, request.query)
    reply.header('cache-control', 'no-store')
    const head = await checkPosition(platform, station, query)
    if (head > query.cursor) return { headSeq: head, changed: true }
    const heard = platform.watchers.wait(station, query.cursor, query.seconds * 1000)
    // It may have changed between the look and the waiting.
    const again = await checkPosition(platform, station, query)
    if (again > query.cursor) return { headSeq: again, changed: true }
    const newHead = await heard
    return { headSeq: newHead ?? head, changed: newHead !== null }
  })
}
