import ts from 'typescript'

export type Finding = { file: string; line: number; message: string }

/** One rule of the house that no ready-made linter knows. Paths are relative to the project, with forward slashes. */
export type HouseRule = {
  name: string
  applies(path: string): boolean
  /** Calls `report` for every node that breaks the rule. */
  check(source: ts.SourceFile, report: (node: ts.Node, message: string) => void): void
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

export function inFolder(path: string, ...folders: string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`))
}

/** Every node of a file, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** @param text the file's content @param path relative to the project: rules decide by it */
export function findings(rule: HouseRule, path: string, text: string): Finding[] {
  if (!rule.applies(path)) return []
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind)
  const found: Finding[] = []
  rule.check(source, (node, message) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
    found.push({ file: path, line: line + 1, message })
  })
  return found
}
