/** Markup that is safe to put into a page. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

type Part = string | number | null | Html | readonly Html[]

/** Whatever is put in is text, unless it is markup that was made the same way. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((made, text, at) => made + markupOf(parts[at - 1] ?? '') + text))
}

function markupOf(part: Part): string {
  if (part === null) return ''
  if (part instanceof Html) return part.markup
  if (typeof part === 'object') return part.map((each) => each.markup).join('')
  return String(part).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

export type PageFrame = {
  readonly lang: string
  readonly title: string
  readonly nav: readonly { readonly href: string; readonly label: string }[]
  /** Who is logged in and the words of the button; null on the log-in page. */
  readonly user: { readonly name: string; readonly logOut: string } | null
}

/** The frame around every page: no script, no outside resource. */
export function page({ lang, title, nav, user }: PageFrame, heading: string, body: Html): string {
  const links = nav.map(({ href, label }) => html`<a href="${href}">${label}</a>`)
  const out =
    user === null
      ? html``
      : html`<form method="post" action="/log-out"><span>${user.name}</span> <button>${user.logOut}</button></form>`
  return `<!doctype html>${
    html`<html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${heading} - ${title}</title>
        <link rel="stylesheet" href="/page.css" />
      </head>
      <body>
        <header>
          <b>${title}</b>
          <nav>${links}</nav>
          ${out}
        </header>
        <main>
          <h1>${heading}</h1>
          ${body}
        </main>
      </body>
    </html>`.markup
  }`
}

/** A table whose cells are text or markup. */
export function table(head: readonly string[], rows: readonly (readonly Part[])[], none: string): Html {
  if (rows.length === 0) return html`<p class="none">${none}</p>`
  const cells = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  )
  const heads = head.map((each) => html`<th scope="col">${each}</th>`)
  return html`<table>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${cells}
    </tbody>
  </table>`
}

export const styleSheet = `
:root { font: 15px/1.5 system-ui, 'Noto Sans CJK SC', sans-serif; color: #1c2430; background: #f5f6f8 }
body { margin: 0 }
header { display: flex; gap: 24px; align-items: center; padding: 10px 24px; background: #1d3a63; color: #fff }
header nav { display: flex; gap: 16px; flex: 1 } header a { color: #dce7f7 } header form { margin: 0 }
main { padding: 8px 24px 40px; max-width: 1280px }
h1 { font-size: 20px } h2 { font-size: 16px; margin: 20px 0 8px }
table { border-collapse: collapse; background: #fff; width: 100% }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid #dde1e7; white-space: nowrap }
th { background: #eceff3; font-weight: 600 }
form { margin: 12px 0 } td form { display: inline; margin: 0 4px 0 0 }
label { margin-right: 12px } input, select, textarea, button { font: inherit; padding: 4px 8px }
textarea { display: block; width: 100%; height: 180px; box-sizing: border-box; font-family: monospace }
textarea.short { height: 72px; font-family: inherit; max-width: 640px; margin: 4px 0 10px }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 0 24px; background: #fff; margin: 0; padding: 8px 12px }
dl div { display: flex; gap: 12px; padding: 4px 0; border-bottom: 1px solid #eceff3 }
form.decision label { display: block; margin: 0 }
dt { color: #5b6675; flex: 0 0 96px } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
button { border: 1px solid #9aa5b4; border-radius: 4px; background: #fff; padding: 4px 14px; cursor: pointer }
button.main { background: #1d3a63; border-color: #1d3a63; color: #fff }
.code { font: 22px monospace; background: #fff; padding: 12px; display: inline-block; border: 1px solid #b9c2cf }
.problem { color: #9b1c1c } .none { color: #5b6675 }
`
