import { isAbsolute } from 'node:path'

const option = '--install-update='

/** @returns the folder with the offer, where the program was started to install one and for nothing else */
export function offerToInstall(argv: readonly string[]): string | null {
  const given = argv.find((one) => one.startsWith(option))?.slice(option.length)
  return given !== undefined && isAbsolute(given) ? given : null
}

/** The arguments with which the program is started to install: no window, so no sandbox and no screen either. */
export function installArguments(offer: string): string[] {
  return [`${option}${offer}`, '--no-sandbox', '--ozone-platform=headless', '--disable-gpu']
}
