import { z } from 'zod'
import { languages, schemes, zooms } from './shell-look.ts'
import { Bytes, LockReason } from './shell-core.ts'
import { updateTimes } from './shell-updates.ts'

/** Longest file that the renderer may hand over to be saved, bytes. */
const savedBytes = 256 * 1024 * 1024

/**
 * Everything that the page may ask of main, with the arguments that main accepts. `invoke` answers, `send` does not.
 * The preload script turns this into `window.shell`; src-main/ipc.ts checks sender and arguments.
 */
export const invokeChannels = {
  'shell:info': z.tuple([]),
  'shell:pick-file': z.tuple([
    z.enum(['spreadsheet', 'certificate', 'attachment', 'evaluation', 'manifest', 'package']),
  ]),
  /** The path comes from the preload's webUtils; '' for a file that is not on the disk. */
  'shell:dropped-file': z.tuple([z.string().max(4096)]),
  'shell:save-file': z.tuple([z.string().min(1).max(255), Bytes.refine((bytes) => bytes.byteLength <= savedBytes)]),
  'shell:read-card': z.tuple([]),
  'shell:pick-text': z.tuple([z.enum(['certificate', 'key'])]),
  'shell:lock': z.tuple([LockReason]),
  'shell:core-status': z.tuple([]),
  'shell:updates': z.tuple([]),
  'shell:update-look': z.tuple([]),
  /** Asks for the folder of a bundle. */
  'shell:update-disc': z.tuple([]),
  'shell:update-fetch': z.tuple([]),
  'shell:test-feed': z.tuple([]),
  'shell:update-install': z.tuple([z.enum(updateTimes)]),
} as const satisfies Record<string, z.ZodType>

export const sendChannels = {
  'shell:usable': z.tuple([z.enum(['log-in', 'home'])]),
  'shell:request-port': z.tuple([]),
  'shell:keep-look': z.tuple([
    z.object({ language: z.enum(languages), scheme: z.enum(schemes), zoom: z.literal([...zooms]) }).strict(),
  ]),
} as const satisfies Record<string, z.ZodType>

export type InvokeChannel = keyof typeof invokeChannels
export type SendChannel = keyof typeof sendChannels
export type InvokeArguments<C extends InvokeChannel> = z.output<(typeof invokeChannels)[C]>
export type SendArguments<C extends SendChannel> = z.output<(typeof sendChannels)[C]>

/** What main says to the page. The port travels with its message. */
export type PageChannel = 'shell:core-status-changed' | 'shell:updates-changed' | 'beatbook:port'
