import { isAbsolute } from 'node:path'

const option = '--install-update='
/** A folder on a drive of this PC: no share, no device, none of the prefixes that switch Windows' own checks off. */
const ON_A_DRIVE = /^[A-Za-z]:\\/

/**
 * The folder with the offer, where the program was started to install one and for nothing else. Whoever starts it with more rights than they
 * have must not have a say in anything but this folder: Chromium obeys any switch on the same command line.
 * @param given the arguments after the program
 * @returns null for any other start; `wrong` for a start with the option and a command line that is not exactly the one we make
 */
export function offerToInstall(
  given: readonly string[],
  platform: NodeJS.Platform = process.platform,
): { offer: string } | 'wrong' | null {
  if (!given.some((one) => /^(?:--?|\/)install-update(?:=|$)/i.test(one))) return null
  const offer = given[0]?.startsWith(option) ? given[0].slice(option.length) : ''
  const wanted = platform === 'win32' ? offerArguments(offer) : installArguments(offer)
  const isExact = given.length === wanted.length && wanted.every((one, at) => one === given[at])
  return isExact && isOfferFolder(offer, platform) ? { offer } : 'wrong'
}

/** Whether a path names a folder as the step with rights takes it. */
export function isOfferFolder(path: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' ? ON_A_DRIVE.test(path) : isAbsolute(path)
}

/** The one argument that says what to install. */
export function offerArguments(offer: string): string[] {
  return [`${option}${offer}`]
}

/**
 * The arguments with which the program is started to install on Linux: no window, so no sandbox for root and no screen either. With root's
 * rights build/launcher/install-update.sh gives them.
 */
export function installArguments(offer: string): string[] {
  return [...offerArguments(offer), '--no-sandbox', '--ozone-platform=headless', '--disable-gpu']
}
