import { z } from 'zod'
import { Count, limits, Sha256, Time, Uuid } from './protocol.ts'
import { Mutation, RejectReason } from './push.ts'

/** Mutations of one package as JSON before compression, and pieces of files, bytes; more of them go into several packages. */
export const packageBytes = 4 * 1024 * 1024
/** A package's file, bytes. */
export const packageFileBytes = 8 * 1024 * 1024

/**
 * A package of unsent work (待发包): what a PC could not push, to be carried to another one. Sealed to the platform's key, so that whoever
 * carries it reads nothing, and signed by the PC that made it, so that nobody else can make one. The body is AES-256-GCM with the key of
 * HKDF-SHA256 over X25519 of `ephemeral` and the platform's; what stands around it is authenticated with it.
 */
export const CarriedPackage = z.object({
  format: z.literal('beatbook-unsent/1'),
  station: z.string().min(1).max(40),
  device: Uuid,
  madeAt: Time,
  /** A backlog can be larger than one package: they are taken in this order. */
  part: Count.min(1).max(9999),
  parts: Count.min(1).max(9999),
  /** Mutations in it, without those that were refused before. */
  count: Count,
  /** SHA-256 of the platform's sealing key (SPKI DER), hex. */
  sealedTo: Sha256,
  /** X25519 public key, SPKI DER, base64. */
  ephemeral: z.base64().max(200),
  nonce: z.base64().length(16),
  body: z.base64().max(packageFileBytes),
  /** Of the PC that made it, PEM, as the platform issued it. */
  certificate: z.string().min(100).max(8192),
  /** RSASSA-PKCS1-v1_5 with SHA-256 over signedText('carried', the rest), base64. */
  signature: z.base64().max(1024),
})
export type CarriedPackage = z.infer<typeof CarriedPackage>

/** A mutation that the platform refused, with its answer: nobody has corrected it or given it up. */
export const RefusedWork = z.object({
  mutation: Mutation,
  reason: z.string().max(40),
  field: z.string().max(64).nullable(),
  at: Time,
})
export type RefusedWork = z.infer<typeof RefusedWork>

/** Of a file, bytes. */
const pieceBytes = limits.blobPart
/**
 * A piece of a file's content that the platform does not have. Pieces of one content come in order, in one package or in several that
 * follow each other.
 */
export const CarriedPiece = z.object({
  sha256: Sha256,
  /** Of the whole content, bytes. */
  size: Count.min(1).max(limits.blob),
  start: Count,
  body: z.base64().max(Math.ceil(pieceBytes / 3) * 4),
})
export type CarriedPiece = z.infer<typeof CarriedPiece>

/** What is sealed: JSON, gzip. */
export const CarriedContent = z.object({
  epoch: Count.min(1),
  schema: Count.min(1),
  mutations: z.array(Mutation),
  /** Goes to the PC that hands the package over, where somebody can correct it. */
  refused: z.array(RefusedWork).default([]),
  pieces: z.array(CarriedPiece).default([]),
})
export type CarriedContent = z.infer<typeof CarriedContent>

export const CarryRequest = z.object({ package: CarriedPackage })

/** What became of the mutations of a package; those that had arrived before are counted as what became of them then. */
export const CarryResponse = z.object({
  deviceName: z.string().max(80),
  /** Of how many; those that the platform had already are among all of these counts. */
  count: Count,
  known: Count,
  accepted: Count,
  conflicts: Count,
  rejected: z.array(z.object({ table: z.string(), id: z.string(), reason: RejectReason })),
  /** What was refused on the PC that made it, and what is refused now. */
  refused: z.array(RefusedWork).default([]),
  /** Files of which the package has anything, and how many of them are whole at the platform now. */
  files: Count.default(0),
  filesWhole: Count.default(0),
})
export type CarryResponse = z.infer<typeof CarryResponse>
