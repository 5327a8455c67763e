import { z } from 'zod'
import { methods } from '../src-contract/contract.ts'
import { commonErrors } from '../src-contract/method.ts'

/** Every method with its roles, error codes and the JSON Schema of input and output. */
export function describeMethods() {
  return [...methods].map(([name, spec]) => ({
    name,
    roles: spec.roles,
    writes: spec.writes,
    errors: [...new Set([...spec.errors, ...commonErrors])],
    input: z.toJSONSchema(spec.input, { io: 'input', unrepresentable: 'any' }),
    output: z.toJSONSchema(spec.output, { unrepresentable: 'any' }),
  }))
}
