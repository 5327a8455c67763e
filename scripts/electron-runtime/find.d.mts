/** The Electron to run the app on; see find.mjs. */
export interface ElectronRuntime {
  kind: 'configured' | 'official' | 'fallback'
  /** Absolute path of the executable. */
  executable: string
  /** Absolute path of the SQLite addon for `nativeBinding`; null where the prebuilt one works. */
  addon: string | null
  /** Electron's version, '' when unknown. */
  version: string
  /** Why it was this runtime, in a few words. */
  why: string
}
export function findElectronRuntime(options: { allowInstall: boolean }): Promise<ElectronRuntime>
export function runtimeEnvironment(
  runtime: Pick<ElectronRuntime, 'kind' | 'executable' | 'addon'>,
): Record<string, string>
