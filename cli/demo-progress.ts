const everyMs = 10_000

type Told = { readonly phase: string; readonly done: number; readonly total: number | null }

/** Minutes of work are not silent: a terminal has one line that changes, anything else gets a line every ten seconds, on stderr. */
export function tellProgress(what: string): (progress: Told) => void {
  const terminal = process.stderr.isTTY
  let toldAt = performance.now()
  return ({ phase, done, total }) => {
    const now = performance.now()
    if (now - toldAt < (terminal ? 200 : everyMs)) return
    toldAt = now
    const share = total === null || total === 0 ? String(done) : `${Math.min(100, Math.floor((done * 100) / total))}%`
    const line = `  ${what}, ${phase}: ${share}`
    process.stderr.write(terminal ? `\r${line.padEnd(60)}` : `${line}\n`)
  }
}
