/**
 * Switches that open the app to somebody else: debuggers, foreign code, a network, a weaker sandbox, a log of what the page does.
 * A shipped app does not start with one (allow-file-access-from-files is not here: Electron itself sets it at every start, and no page of
 * the app comes from a file). Arguments without a meaning are simply not read: no file, no link, no command.
 */
export const hostileSwitches = [
  'inspect',
  'inspect-brk',
  'inspect-port',
  'inspect-publish-uid',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs',
  'js-flags',
  'load-extension',
  'no-sandbox',
  'disable-web-security',
  'disable-site-isolation-trials',
  'host-rules',
  'host-resolver-rules',
  'proxy-server',
  'proxy-pac-url',
  'ignore-certificate-errors',
  'ssl-key-log-file',
  'log-net-log',
  'enable-logging',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'zygote-cmd-prefix',
  'gpu-launcher',
  'ppapi-plugin-launcher',
  'browser-subprocess-path',
  'renderer-startup-dialog',
  'gpu-startup-dialog',
  'utility-startup-dialog',
  'disable-gpu-sandbox',
  'disable-setuid-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'single-process',
  'trace-startup',
  'trace-startup-file',
  'log-file',
  'user-data-dir',
] as const

/** What a package made for tests takes none the less: a driver for its window, and a machine on which Chromium has no sandbox. */
const testSwitches: readonly string[] = ['remote-debugging-port', 'no-sandbox']

/**
 * @param has whether the command line carries a switch
 * @param runtime of the package: one around the development runtime is for tests only and is never signed for stations
 */
export function hostileSwitch(has: (name: string) => boolean, runtime: string): string | null {
  const isAdmitted = (name: string): boolean => runtime === 'fallback' && testSwitches.includes(name)
  return hostileSwitches.find((name) => has(name) && !isAdmitted(name)) ?? null
}
