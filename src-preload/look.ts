import type { Language, Look, Scheme, Zoom } from '../src-contract/shell-look.ts'

const argument = '--beatbook-look='

/** @param argv of the page's process; main has put the look there (src-main/look.rules.ts) */
export function lookOf(argv: readonly string[]): Look {
  const given = argv.find((one) => one.startsWith(argument))?.slice(argument.length) ?? 'zh-CN,light,1'
  const [language, scheme, zoom] = given.split(',') as [Language, Scheme, string]
  return { language, scheme, zoom: Number(zoom) as Zoom }
}
