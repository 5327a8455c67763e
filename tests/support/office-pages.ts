import { setPageAccount } from '../../platform/pages/page-accounts.ts'
import { send, type Answer, type TestPlatform } from './platform.ts'

const passphrase = 'a passphrase for tests'

/** Somebody of the superior office in the platform's pages, by their forms. */
export type OfficePages = {
  get(path: string): Promise<string>
  /** @returns the page that says what is wrong; null: it was done */
  sign(form: Readonly<Record<string, string>>): Promise<string | null>
}

export async function openOfficePages(platform: TestPlatform, name = '上级乙'): Promise<OfficePages> {
  await setPageAccount(platform, { login: 'office', name, role: 'office', passphrase })
  const post = (path: string, form: Readonly<Record<string, string>>, cookie: string): Promise<Answer> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: platform.url, cookie }
    return send(`${platform.url}${path}`, { body: new URLSearchParams(form).toString(), headers, method: 'POST' })
  }
  // Anew for each: a test may move its clock past the end of a session.
  const logIn = async (): Promise<string> => {
    const answer = await post('/log-in', { login: 'office', passphrase }, '')
    return String(answer.headers['set-cookie']).split(';')[0] ?? ''
  }
  return {
    get: async (path) =>
      (await send(`${platform.url}${path}`, { headers: { cookie: await logIn() } })).body.toString('utf8'),
    sign: async (form) => {
      const said = await post('/documents', form, await logIn())
      return said.headers['location'] === '/documents' ? null : said.body.toString('utf8')
    },
  }
}
