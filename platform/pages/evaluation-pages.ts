import { EvaluationConfirmation, type SignedDocument } from '../../src-contract/sync/document.ts'
import { publish, publishedDocuments } from '../documents/publish.ts'
import { html, table } from './html.ts'
import { noteAction } from './page-accounts.ts'
import type { PageAnswer, PageCall } from './page-server.ts'
import { shown } from './shown.ts'

/** Files of agencies that came without a signature: the office says under which number it received which one. */
export async function evaluations({ platform, text, form }: PageCall, problem: string | null): Promise<PageAnswer> {
  const cells = (await publishedDocuments(platform))
    .filter(({ kind }) => kind === 'evaluation')
    .map(({ record, at, published_by }) => {
      const { content } = JSON.parse(record) as SignedDocument
      const { documentNumber, sha256 } = EvaluationConfirmation.parse(JSON.parse(content))
      return [documentNumber, html`<code>${sha256}</code>`, shown(at), published_by]
    })
  const said = problem === null ? html`` : html`<p class="problem" role="alert">${problem}</p>`
  const entry = html`${said}
    <p>${text.evaluationMeans}</p>
    <form method="post" action="/evaluations">
      <label
        >${text.documentNumber}
        <input name="documentNumber" required maxlength="60" value="${form['documentNumber'] ?? ''}"
      /></label>
      <label
        >SHA-256 <input name="sha256" required minlength="64" maxlength="64" size="64" value="${form['sha256'] ?? ''}"
      /></label>
      <button>${text.confirmEvaluation}</button>
    </form>`
  const head = [text.documentNumber, 'SHA-256', text.published, text.by]
  const status = problem === null ? {} : { status: 400 }
  return { heading: text.evaluations, body: html`${entry}${table(head, cells, text.none)}`, ...status }
}

export async function confirmEvaluation(call: PageCall): Promise<PageAnswer> {
  const { documentNumber = '', sha256 = '' } = call.form
  const said = EvaluationConfirmation.safeParse({ documentNumber, sha256: sha256.trim().toLowerCase() })
  if (!said.success) return evaluations(call, call.text.notSha256)
  const name = `evaluation-${said.data.sha256.slice(0, 40)}`
  const by = call.session.name
  const answer = await publish<never>(call.platform, {
    ...{ kind: 'evaluation', name, content: said.data, by },
    judge: () => null,
  })
  const version = 'version' in answer ? answer.version : 0
  await noteAction(call.platform, call.session.login, 'confirm-evaluation', `${name}:${version}`)
  return { goTo: '/evaluations' }
}
