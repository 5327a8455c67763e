import type { PlatformMigration } from './migration.ts'

/** Codes that were made over the phone: for which device, for how long, by whom. Not the codes themselves: each is made from the device's key. */
export const leaseCodes: PlatformMigration = {
  id: '0066-lease-codes',
  up: [
    `CREATE TABLE lease_codes (
      device uuid NOT NULL REFERENCES devices, request text NOT NULL, hours integer NOT NULL, made_by text NOT NULL,
      made_at timestamptz NOT NULL)`,
    `CREATE INDEX lease_codes_by_device ON lease_codes (device, made_at)`,
  ],
}
