import { z } from 'zod'
import { endpoints, type Endpoint } from '../../src-contract/sync/endpoints.ts'
import { protocol } from '../../src-contract/sync/protocol.ts'
import { WireProblem, wireProblems } from '../../src-contract/sync/problems.ts'

type Json = Record<string, unknown>

/** The protocol as an OpenAPI 3.1 document, made from the contract that both sides are checked with. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {}
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Beatbook platform',
      version: `${protocol.max}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      schemas: { WireProblem: schemaOf(WireProblem) },
      securitySchemes: {
        device: { type: 'mutualTLS', description: 'The certificate that enrolment gave out.' },
        connector: { type: 'http', scheme: 'bearer', description: 'The token of a source system.' },
      },
    },
    paths,
  }
}

function operationOf(name: string, endpoint: Endpoint): Json {
  const bytes = { 'application/octet-stream': { schema: { type: 'string', contentEncoding: 'binary' } } }
  const json = (schema: z.ZodType): Json => ({ 'application/json': { schema: schemaOf(schema) } })
  return {
    operationId: name,
    ...(endpoint.caller === 'open' ? {} : { security: [{ [endpoint.caller]: [] }] }),
    ...parametersOf(endpoint),
    ...(endpoint.body ? { requestBody: { required: true, content: json(endpoint.body) } } : {}),
    ...(endpoint.method === 'PUT' ? { requestBody: { required: true, content: bytes } } : {}),
    responses: {
      200: {
        description: 'done',
        ...(endpoint.method === 'HEAD' ? {} : { content: contentOf(endpoint) }),
      },
      ...problemsOf(endpoint),
    },
  }
}

function contentOf({ answer, lines }: Endpoint): Json {
  if (answer === undefined)
    return { 'application/octet-stream': { schema: { type: 'string', contentEncoding: 'binary' } } }
  return { [lines ? 'application/x-ndjson' : 'application/json']: { schema: schemaOf(answer) } }
}

function parametersOf(endpoint: Endpoint): Json {
  const inPath = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const query = endpoint.query ? schemaOf(endpoint.query, 'input') : {}
  const required = new Set((query['required'] as string[] | undefined) ?? [])
  const inQuery = Object.entries((query['properties'] as Json | undefined) ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema,
  }))
  return inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] }
}

/** One response per status, naming the codes that share it. */
function problemsOf(endpoint: Endpoint): Json {
  const byStatus = new Map<number, string[]>()
  for (const code of endpoint.problems) {
    const { status } = wireProblems[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/WireProblem' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]),
  )
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
}
