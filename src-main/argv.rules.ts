/**
 * Switches that open the app to somebody else: debuggers, foreign code, a network, a weaker sandbox, a log of what the page does.
 * A shipped app does not start with one. Arguments without a meaning are simply not read: no file, no link, no command.
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
  'allow-file-access-from-files',
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
  'renderer-startup-dialog',
  'user-data-dir',
] as const

/** @param has whether the command line carries a switch */
export function hostileSwitch(has: (name: string) => boolean): string | null {
  return hostileSwitches.find((name) => has(name)) ?? null
}
