/** What a command that works without a station prints: its figures, or why there are none. */
export type Answer = ({ readonly ok: true } & Readonly<Record<string, unknown>>) | Refusal
export type Refusal = { readonly ok: false; readonly code: string; readonly message: string } & Readonly<
  Record<string, unknown>
>

export function refusal(code: string, message: string): Refusal {
  return { ok: false, code, message }
}

export type Printed = { readonly out: string; readonly err: string; readonly exitCode: number }

/** With --json the answer as it is; otherwise a line per figure for people, and a refusal as its sentence alone. */
export function printed(answer: Answer, json: boolean): Printed {
  const exitCode = answer.ok ? 0 : 1
  if (json) return { out: `${JSON.stringify(answer, null, 2)}\n`, err: '', exitCode }
  if (!answer.ok) return { out: '', err: `${answer.message}\n`, exitCode }
  const lines = Object.entries(answer)
    .filter(([key]) => key !== 'ok')
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
  return { out: lines.join(''), err: '', exitCode }
}
