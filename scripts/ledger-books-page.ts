// Writes docs/features/ledger-books.md from the definitions of the books; `--check` only says whether it is up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { BookDefinition, BookTransition } from '../src-contract/books.ts'
import { commonKeys } from '../src-domain/books/common-fields.ts'
import { books } from '../src-domain/books/books.ts'

const project = join(import.meta.dirname, '..')
const target = join(project, 'docs/features/ledger-books.md')
const common: ReadonlySet<string> = new Set(commonKeys)

function stateName(book: BookDefinition, id: string): string {
  const state = book.states.find((one) => one.id === id)
  return `${state?.label.zh ?? id}`
}

/** Steps with the same two ends share a line: `已受理 → 调解中: 开始调解`. */
function lifeCycle(book: BookDefinition): string {
  const lines = new Map<string, string[]>()
  for (const one of book.transitions) {
    const initial = book.states.some((state) => state.id === one.from && state.initial)
    const ends = `${initial ? `**${stateName(book, one.from)}**` : stateName(book, one.from)} → ${stateName(book, one.to)}`
    lines.set(ends, [...(lines.get(ends) ?? []), stepName(one)])
  }
  return [...lines].map(([ends, steps]) => `${ends}: ${steps.join('; ')}`).join('<br>')
}

/** A second person approves (审); somebody else takes the step (他人). */
function stepName({ label, review, byAnother }: BookTransition): string {
  return `${label.zh}${review ? '（审）' : ''}${byAnother ? '（他人）' : ''}`
}

function fields(book: BookDefinition): string {
  return book.fields
    .filter((field) => !field.step && !common.has(field.key))
    .map((field) => `${field.label.zh}${field.required ? '*' : ''}`)
    .join('、')
}

const reviews = { none: 'none', sampled: '1 in 20', required: 'each' } as const

const rows = books.map(({ definition: book }) => {
  const name = `${book.id} ${book.label.zh}<br>${book.label.en}`
  return `| ${name} | ${fields(book)} | ${lifeCycle(book)} | ${reviews[book.review]} | ${book.spreads.join(' ')} |`
})

const example = readFileSync(join(project, 'tests/support/l13-dogs.book.ts'), 'utf8')
  .trimEnd()
  .replaceAll("'../../src-domain/books/", "'./")

const page = `# The twelve books 十二本台账

Made by \`node scripts/ledger-books-page.ts\` from \`src-domain/books\`; a test says when it is out of date.

Form, list, filters, import template, XLSX and print come from these definitions. Every book also has 日期, 地址, 警务区, 经办民警 and 协办人.

- \`*\` must be filled (未提供, 无法核实 or 不适用 will do where a field offers them); some fields are only asked under a condition, in the book's own \`check\`.
- **Bold**: an entry can be filed in this state. （审） takes effect when a second person has approved it; （他人） is taken by somebody who
  does not answer for the entry. Reclassifying in L09 and voiding anywhere need a second person too.
- Review: who looks at what is filed. Together: books that can be filed in the same act.

| Book | Fields | Life cycle | Review | Together |
| - | - | - | - | - |
${rows.join('\n')}

What has a day of its own (notice within 3 working days, follow-ups at 7, 30 and 90 days, lease end, promised service) comes from the book's
\`dues\` and stands on the home page on its day.

## A thirteenth book is one file

\`src-domain/books/l13-dogs.book.ts\`, complete:

\`\`\`ts
${example}
\`\`\`

and one line in \`books.ts\`. Its table, list, template and print come by themselves when the replica is next opened; a code that its checks alone
report also needs a line in \`problem-codes.ts\` and a sentence in both text files. \`src-domain/books/thirteenth-book.test.ts\` runs this very file,
\`tests/integration/ledger-tables.test.ts\` gives one a table.

Tests: \`src-domain/books/twelve-books.test.ts\`, \`life-cycles.test.ts\`, \`likeness.rules.test.ts\`.
`
const config = await resolveConfig(target)
const text = await format(page, { ...config, parser: 'markdown' })
if (process.argv.includes('--check')) {
  const upToDate = existsSync(target) && readFileSync(target, 'utf8') === text
  if (!upToDate) console.error('docs/features/ledger-books.md is out of date; run `node scripts/ledger-books-page.ts`.')
  process.exitCode = upToDate ? 0 : 1
} else {
  writeFileSync(target, text)
}
