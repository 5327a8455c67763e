import type { Contract, ErrorsOf, Feature, MethodName, OutputOf, ParsedInputOf } from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import type { commonErrors } from '../../src-contract/method.ts'
import type { Call, Context } from './context.ts'

type CommonError = (typeof commonErrors)[number]
type Answer<N extends MethodName> = Result<OutputOf<N>, ErrorsOf<N> | CommonError>
type Maybe<T> = T | Promise<T>

type CallerOf<F extends Feature, M extends keyof Contract[F]> = Contract[F][M] extends {
  roles: readonly (infer R)[]
}
  ? R
  : never

/** Methods open to `anyone` run without a session and are given only the call. */
export type Handler<N extends MethodName> = (ctx: Context, input: ParsedInputOf<N>) => Maybe<Answer<N>>
export type PublicHandler<N extends MethodName> = (call: Call, input: ParsedInputOf<N>) => Maybe<Answer<N>>

type NameOf<F extends Feature, M> = `${F}.${M & string}` & MethodName

/** All handlers of one feature: a missing or superfluous one does not compile. */
export type Handlers<F extends Feature> = {
  readonly [M in keyof Contract[F]]: Handler<NameOf<F, M>>
}

export type CallersOf<F extends Feature, M extends keyof Contract[F]> = CallerOf<F, M>
