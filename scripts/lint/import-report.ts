type Report = {
  modules: { source: string }[]
  summary: {
    totalCruised: number
    violations: { from: string; to: string; rule: { name: string; severity: string } }[]
  }
}

/**
 * Reads dependency-cruiser's JSON. It has been seen to look at nothing and report success: a folder of which it saw no module is
 * a problem as well.
 * @param folders those that hold source files
 * @returns one line per problem; null when the report cannot be read
 */
export function importProblems(json: string, folders: readonly string[]): string[] | null {
  const report = parse(json)
  if (report === null) return null
  const unseen = folders.filter((folder) => !report.modules.some(({ source }) => source.startsWith(`${folder}/`)))
  return [
    ...(report.summary.totalCruised > 0 && folders.length > 0 ? [] : ['no module was seen']),
    ...unseen.map((folder) => `no module of ${folder} was seen`),
    ...report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  ]
}

function parse(json: string): Report | null {
  try {
    const report = JSON.parse(json) as Report
    return Array.isArray(report.modules) && Array.isArray(report.summary.violations) ? report : null
  } catch {
    return null
  }
}
