import { firstLook, languages, schemes, zooms, type Look } from '../src-contract/shell-look.ts'

/** The look that a file holds; what is missing, damaged or unknown is as on a new PC. */
export function lookFrom(text: string): Look {
  let kept: Partial<Record<keyof Look, unknown>>
  try {
    kept = Object(JSON.parse(text)) as typeof kept
  } catch {
    return firstLook
  }
  return {
    language: languages.find((one) => one === kept.language) ?? firstLook.language,
    scheme: schemes.find((one) => one === kept.scheme) ?? firstLook.scheme,
    zoom: zooms.find((one) => one === kept.zoom) ?? firstLook.zoom,
  }
}

/** How the page's process is told, so that the preload script (src-preload/look.ts) has it before anything is drawn. */
export function lookArgument({ language, scheme, zoom }: Look): string {
  return `--beatbook-look=${language},${scheme},${zoom}`
}
