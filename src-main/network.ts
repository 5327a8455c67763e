import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NETWORK_FILE, NetworkSettings, nothingChosen } from '../src-contract/shell-network.ts'
import type { Keystore } from './machine-secret.ts'

/**
 * The shell's copy of how this PC reaches the network: updates are looked for also while nobody is logged in. The settings themselves lie
 * in the replica; core hands them over at every log-in. A proxy's password is kept here only wrapped by a real keystore, and otherwise
 * in memory until the app ends. Until core has handed it over, nothing is asked of that proxy.
 */
export class ShellNetwork {
  readonly #file: string
  readonly #keystore: Keystore
  readonly #changed = new Set<() => void>()
  #settings: NetworkSettings | undefined

  /** @param replicaFolder absolute path: what core destroys on an order to erase lies there, this too */
  constructor(replicaFolder: string, keystore: Keystore) {
    this.#file = join(replicaFolder, NETWORK_FILE)
    this.#keystore = keystore
  }

  get settings(): NetworkSettings {
    this.#settings ??= this.#read()
    return this.#settings
  }

  take(settings: NetworkSettings): void {
    if (JSON.stringify(settings) === JSON.stringify(this.settings)) return
    this.#settings = settings
    this.#keep(settings)
    for (const tell of this.#changed) tell()
  }

  onChange(listener: () => void): void {
    this.#changed.add(listener)
  }

  #read(): NetworkSettings {
    try {
      const { wrapped, ...kept } = JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, unknown>
      const settings = NetworkSettings.parse(kept)
      if (settings.proxy.mode !== 'address' || typeof wrapped !== 'string') return settings
      return { ...settings, proxy: { ...settings.proxy, password: this.#unwrapped(wrapped) } }
    } catch {
      // Missing or damaged: the next log-in brings it again.
      return nothingChosen
    }
  }

  /** '' from another PC or of a keystore that is locked: the proxy stays, its password comes with the next log-in. */
  #unwrapped(wrapped: string): string {
    try {
      return this.#keystore.unwrap(Buffer.from(wrapped, 'base64'))
    } catch {
      return ''
    }
  }

  #keep({ proxy, authorities }: NetworkSettings): void {
    const secret = proxy.mode === 'address' ? proxy.password : ''
    const open = proxy.mode === 'address' ? { ...proxy, password: '' } : proxy
    const wrapped =
      secret !== '' && this.#keystore.kind() === 'real' ? this.#keystore.wrap(secret).toString('base64') : undefined
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
    const text = JSON.stringify({ proxy: open, authorities, ...(wrapped === undefined ? {} : { wrapped }) })
    writeFileSync(`${this.#file}.new`, text, { mode: 0o600, flush: true })
    renameSync(`${this.#file}.new`, this.#file)
  }
}
