import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { FailureLimit } from '../http/failure-limit.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { pageText, type PageText } from '../text/page-text.ts'
import { html, page, styleSheet, type Html } from './html.ts'
import { logIn, logOut, sessionOf, type PageSession } from './page-accounts.ts'
import { pageRoutes, type PageName } from './page-roles.ts'
import { pageHandlers } from './page-handlers.ts'

export type PageCall = {
  readonly platform: Platform
  readonly session: PageSession
  readonly text: PageText
  readonly lang: 'zh-CN' | 'en'
  readonly params: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
}

/** A page to show, or where to go after something was done. */
export type PageAnswer =
  { readonly heading: string; readonly body: Html; readonly status?: number } | { readonly goTo: string }

export type PageHandler = (call: PageCall) => Promise<PageAnswer>

const cookieName = 'beatbook_session'
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: with it browsers say that a form of ours comes from nowhere (Origin: null), and it is refused.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The pages for administrators and the superior office: made here, without scripts. */
export function servePages(app: FastifyInstance, platform: Platform): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: unknown) => Object.fromEntries(new URLSearchParams(String(body))),
  )
  app.get('/page.css', (_request, reply) => reply.type('text/css').headers(securityHeaders).send(styleSheet))
  serveLogIn(app, platform)
  for (const [name, route] of Object.entries(pageRoutes)) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => answer(platform, name as PageName, request, reply),
    })
  }
}

async function answer(
  platform: Platform,
  name: PageName,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const token = tokenOf(request)
  const session = await sessionOf(platform, token)
  if (session === null) return reply.redirect('/log-in', 303)
  const { text, lang } = pageText(request.headers['accept-language'])
  const route: { readonly method: string; readonly roles: readonly string[] } = pageRoutes[name]
  if (!route.roles.includes(session.role) || (route.method === 'POST' && !isOwnForm(request)))
    return show(request, reply, session, { heading: text.denied, body: html``, status: 403 })
  if (name === 'logOut') {
    await logOut(platform, token ?? '')
    return reply.header('set-cookie', cookie('', 0)).redirect('/log-in', 303)
  }
  const params = z.record(z.string(), z.string().max(200)).parse(request.params ?? {})
  const form = z.record(z.string(), z.string()).parse(request.body ?? {})
  const call = { platform, session, text, lang, params, form }
  const made = await pageHandlers[name](call).catch((error: unknown): PageAnswer => {
    if (!(error instanceof WireError)) throw error
    const missing = error.code === 'sync/not-found'
    return { heading: missing ? text.notFound : text.failed, body: html``, status: error.status }
  })
  return 'goTo' in made ? reply.redirect(made.goTo, 303) : show(request, reply, session, made)
}

function show(
  request: FastifyRequest,
  reply: FastifyReply,
  session: PageSession | null,
  made: Exclude<PageAnswer, { goTo: string }>,
): FastifyReply {
  const { text, lang } = pageText(request.headers['accept-language'])
  const links = (['fleet', 'updates', 'systems', 'approvals', 'documents', 'evaluations'] as const).filter((name) => {
    const roles: readonly string[] = pageRoutes[name].roles
    return session !== null && roles.includes(session.role)
  })
  const nav = links.map((name) => ({ href: pageRoutes[name].path, label: text[name] }))
  const user = session === null ? null : { name: session.name, logOut: text.logOut }
  const body = page({ lang, title: text.title, nav, user }, made.heading, made.body)
  return reply
    .code(made.status ?? 200)
    .headers(securityHeaders)
    .type('text/html; charset=utf-8')
    .send(body)
}

function serveLogIn(app: FastifyInstance, platform: Platform): void {
  const failures = new FailureLimit(30, 60_000)
  const form = (request: FastifyRequest, reply: FastifyReply, wrong: boolean): FastifyReply => {
    const { text } = pageText(request.headers['accept-language'])
    const problem = wrong ? html`<p class="problem" role="alert">${text.wrong}</p>` : html``
    const body = html`${problem}
      <form method="post" action="/log-in">
        <label>${text.login} <input name="login" autocomplete="username" required autofocus /></label>
        <label
          >${text.passphrase} <input name="passphrase" type="password" autocomplete="current-password" required
        /></label>
        <button>${text.logIn}</button>
      </form>`
    return show(request, reply, null, { heading: text.logIn, body, status: wrong ? 403 : 200 })
  }
  app.get('/log-in', (request, reply) => form(request, reply, false))
  app.post('/log-in', async (request, reply) => {
    const given = z.object({ login: z.string().max(60), passphrase: z.string().max(200) }).safeParse(request.body)
    if (!given.success || !isOwnForm(request) || !failures.admits(request.ip, Date.now()))
      return form(request, reply, true)
    const token = await logIn(platform, given.data.login, given.data.passphrase)
    if (token === null) {
      failures.failed(request.ip)
      return form(request, reply, true)
    }
    return reply.header('set-cookie', cookie(token, 12 * 3600)).redirect('/', 303)
  })
}

function cookie(token: string, seconds: number): string {
  return `${cookieName}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`
}

function tokenOf(request: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{20,100})`).exec(request.headers.cookie ?? '')?.[1]
}

/** A form of another site comes with that site's origin; the cookie's SameSite keeps it away as well. */
function isOwnForm(request: FastifyRequest): boolean {
  const { origin, host } = request.headers
  return origin === `https://${host ?? ''}`
}
