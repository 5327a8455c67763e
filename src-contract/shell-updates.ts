/** What the page of updates shows; main is the only one who knows it. */
export type UpdatePhase =
  'off' | 'idle' | 'looking' | 'current' | 'found' | 'fetching' | 'ready' | 'installing' | 'failed'

/** When an update that was fetched is installed. */
export const updateTimes = ['now', 'tonight', 'after-work'] as const
export type UpdateTime = (typeof updateTimes)[number]

export type OfferedUpdate = {
  seq: number
  version: string
  notes: { 'zh-CN': string; en: string }
  /** Bytes. */
  size: number
  /** Officers whose signatures count, with the serial numbers of their certificates. */
  signers: { officer: string; serial: string }[]
  /** SHA-256 of the release envelope, hex. */
  releaseHash: string
  source: 'feed' | 'disc'
}

export type UpdateView = {
  phase: UpdatePhase
  /** The version that runs; `seq` is null where it was not installed by versions. */
  running: { version: string; seq: number | null; runtimeKind: string }
  offered: OfferedUpdate | null
  /** Bytes fetched so far. */
  fetched: number
  when: UpdateTime | null
  /** UPD_ code of the last attempt; null when it went well. */
  code: string | null
  /** ISO instant of the last look that got an answer. */
  lookedAt: string | null
  /** Where updates come from; '' when only from a disc. */
  feed: string
  /** Whether this user may install, or is asked for an administrator's password, or IT has to come. */
  install: 'self' | 'asks' | 'it'
}
