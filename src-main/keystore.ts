import { safeStorage } from 'electron'
import type { Keystore } from './machine-secret.ts'

/** The system's keystore: Credential Manager, Keychain, libsecret or KWallet. */
export const systemKeystore: Keystore = {
  kind() {
    // On Linux `isEncryptionAvailable` is also true for `basic_text`, whose password is the same on every PC.
    if (process.platform === 'linux') {
      const backend = safeStorage.getSelectedStorageBackend()
      if (backend === 'basic_text' || backend === 'unknown') return 'basic-text'
    }
    return safeStorage.isEncryptionAvailable() ? 'real' : 'none'
  },
  wrap: (text) => safeStorage.encryptString(text),
  unwrap: (wrapped) => safeStorage.decryptString(wrapped),
}
