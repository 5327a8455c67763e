import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { noConsole } from './console.rule.ts'
import { fileNames } from './file-names.rule.ts'
import { type Finding, findings, type HouseRule } from './house-rule.ts'
import { ipcWrapper } from './ipc-wrapper.rule.ts'
import { node20Api } from './node20-api.rule.ts'
import { pureRules } from './pure-rules.rule.ts'
import { visibleText } from './visible-text.rule.ts'
import { windowSettings } from './window-settings.rule.ts'

export const houseRules: readonly HouseRule[] = [
  ipcWrapper,
  visibleText,
  noConsole,
  pureRules,
  node20Api,
  windowSettings,
  fileNames,
]

/**
 * @param project absolute path
 * @param paths files relative to it
 * @returns per rule what it found and how many files it looked at: a rule that looked at none has found nothing out
 */
export async function checkHouseRules(
  project: string,
  paths: readonly string[],
): Promise<{ rule: HouseRule; looked: number; found: Finding[] }[]> {
  const texts = new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(project, path), 'utf8')] as const)),
  )
  return houseRules.map((rule) => {
    const applicable = paths.filter((path) => rule.applies(path))
    return {
      rule,
      looked: applicable.length,
      found: applicable.flatMap((path) => findings(rule, path, texts.get(path) ?? '')),
    }
  })
}
