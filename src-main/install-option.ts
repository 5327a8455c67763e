import { isAbsolute } from 'node:path'

const option = '--install-update='

/** @returns the folder with the offer, where the program was started to install one and for nothing else */
export function offerToInstall(argv: readonly string[]): string | null {
  const given = argv.find((one) => one.startsWith(option))?.slice(option.length)
  return given !== undefined && isAbsolute(given) ? given : null
}

/** The one argument that says what to install. */
export function offerArguments(offer: string): string[] {
  return [`${option}${offer}`]
}

/** The arguments with which the program is started to install on Linux: no window, so no sandbox for root and no screen either. */
export function installArguments(offer: string): string[] {
  return [...offerArguments(offer), '--no-sandbox', '--ozone-platform=headless', '--disable-gpu']
}
