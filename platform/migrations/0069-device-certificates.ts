import type { PlatformMigration } from './migration.ts'

/** Every certificate that a device was given: it goes on under the newest that it has used, and packages that it signed before are known. */
export const deviceCertificates: PlatformMigration = {
  id: '0069-device-certificates',
  up: [
    `CREATE TABLE device_certificates (
      fingerprint text PRIMARY KEY, device uuid NOT NULL REFERENCES devices, serial text NOT NULL, until timestamptz NOT NULL,
      issued_at timestamptz NOT NULL DEFAULT now())`,
    `INSERT INTO device_certificates (fingerprint, device, serial, until, issued_at)
     SELECT fingerprint, device, serial, certificate_until, enrolled_at FROM devices`,
  ],
}
