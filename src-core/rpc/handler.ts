import type {
  ErrorsOf,
  Feature,
  MethodName,
  OutputOf,
  ParsedInputOf,
  PublicMethod,
  SessionMethod,
} from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import type { commonErrors } from '../../src-contract/method.ts'
import type { Call, Context } from './context.ts'

type CommonError = (typeof commonErrors)[number]
export type Answer<N extends MethodName> = Result<OutputOf<N>, ErrorsOf<N> | CommonError>
type Maybe<T> = T | Promise<T>

/** Needs a session; roles were checked before it runs. */
export type Handler<N extends MethodName> = (ctx: Context, input: ParsedInputOf<N>) => Maybe<Answer<N>>
/** Works before log-in and is given only the call. */
export type PublicHandler<N extends MethodName> = (call: Call, input: ParsedInputOf<N>) => Maybe<Answer<N>>

type Within<F extends Feature, N extends MethodName> = N extends `${F}.${infer M}` ? M : never
type Named<F extends Feature, M extends string> = `${F}.${M}` & MethodName

/** All handlers of one feature that need a session: a missing or superfluous one does not compile. */
export type Handlers<F extends Feature> = { readonly [M in Within<F, SessionMethod>]: Handler<Named<F, M>> }
export type PublicHandlers<F extends Feature> = { readonly [M in Within<F, PublicMethod>]: PublicHandler<Named<F, M>> }

/** A handler whose method is only known when it is called; the dispatcher has validated the input by then. */
export type AnyHandler = (ctx: Context, input: unknown) => Maybe<Result<unknown>>
export type AnyPublicHandler = (call: Call, input: unknown) => Maybe<Result<unknown>>

/** Handlers of one feature as `feature.method` pairs. The one place where the types of the methods are forgotten. */
export function named<F extends Feature>(feature: F, handlers: Handlers<F>): [string, AnyHandler][] {
  return Object.entries(handlers).map(([name, handler]) => [`${feature}.${name}`, handler as AnyHandler])
}
export function namedPublic<F extends Feature>(feature: F, handlers: PublicHandlers<F>): [string, AnyPublicHandler][] {
  return Object.entries(handlers).map(([name, handler]) => [`${feature}.${name}`, handler as AnyPublicHandler])
}
