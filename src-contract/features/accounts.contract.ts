import { z } from 'zod'
import { AccountId, Instant } from '../ids.ts'
import { method } from '../method.ts'
import { everyRole, Role, StaffKind } from '../roles.ts'
import { errorCodes, type ErrorCode } from '../errors.ts'

/** Log-in name: what is typed on the log-in page; letters, digits, dot, dash. Compared without case. */
export const LoginName = z
  .string()
  .trim()
  .min(2)
  .max(40)
  .regex(/^[A-Za-z0-9._-]+$/)
export const Passphrase = z.string().min(1).max(200)
/** 警号 / 辅警号. */
export const StaffNumber = z.string().trim().min(1).max(20)

const ErrorCodeSchema = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])

export const Session = z.object({
  accountId: AccountId,
  login: z.string(),
  name: z.string(),
  role: Role,
  staffKind: StaffKind,
  staffNumber: z.string(),
  beats: z.array(z.string()),
  station: z.object({ id: z.string(), name: z.string() }),
  /** 省市区 of the station as addresses begin here, such as 云渚省澄湾市东渚区; empty where its id names no county. Lists leave it out. */
  county: z.string(),
  since: Instant,
  /** Minutes without input after which the shell locks. */
  idleLockMinutes: z.number().int().min(5).max(15),
})
export type Session = z.infer<typeof Session>

export const Account = z.object({
  accountId: AccountId,
  login: z.string(),
  name: z.string(),
  role: Role,
  staffKind: StaffKind,
  staffNumber: z.string(),
  team: z.string(),
  beats: z.array(z.string()),
  active: z.boolean(),
  createdAt: Instant,
})
export type Account = z.infer<typeof Account>

/** `here`: it has a passphrase on this PC; somebody of another PC, or of the platform's directory, gets one with a one-time code. */
export const ListedAccount = Account.extend({ here: z.boolean() })
export type ListedAccount = z.infer<typeof ListedAccount>

export const NewAccount = z
  .object({
    login: LoginName,
    name: z.string().trim().min(2).max(60),
    role: Role,
    staffKind: StaffKind,
    staffNumber: StaffNumber,
    team: z.string().trim().max(40),
    beats: z.array(z.string().max(20)).max(50),
    passphrase: Passphrase,
  })
  .strict()
export type NewAccount = z.infer<typeof NewAccount>

export const Backup = z.object({ id: z.string().max(80), at: Instant, bytes: z.number().int() })
export type Backup = z.infer<typeof Backup>

const openFailures = [
  'store/missing',
  'store/in-use',
  'store/plain-database',
  'store/swapped',
  'store/wrong-key',
  'store/damaged',
  'store/newer',
  'store/migration-failed',
  'keys/missing',
  'keys/damaged',
  'keys/erased',
  'keys/machine-changed',
] as const satisfies readonly ErrorCode[]

export const accountsContract = {
  /** What the first page needs to know; says nothing about who has an account. */
  status: method({
    input: z.object({}).strict(),
    output: z.object({
      state: z.enum(['new', 'locked', 'open', 'unusable']),
      /** Why the replica cannot be opened, when `unusable`. */
      problem: ErrorCodeSchema.nullable(),
      /** Set while this PC is locked out after failed log-ins. */
      lockedUntil: Instant.nullable(),
      /** Whether the operating system protects the machine secret (keyring) or the passphrase alone unlocks. */
      machineSecret: z.enum(['real', 'basic-text', 'none']),
      backups: z.array(Backup),
      /** The next log-in finishes a change of the data key, which takes longer than a log-in otherwise does. */
      keyChange: z.boolean(),
    }),
    errors: [],
    roles: ['anyone'],
  }),
  /** First start: creates the replica, its keys and the first accounts. The first account must be `it`. */
  setUp: method({
    input: z
      .object({
        station: z.object({ id: z.string().regex(/^PS[0-9]{6}$/), name: z.string().trim().min(2).max(60) }),
        /** Two PEM certificates of the organisation; each recovery needs both key holders. */
        escrowCertificates: z.tuple([z.string().max(20_000), z.string().max(20_000)]),
        accounts: z.array(NewAccount).min(1).max(50),
      })
      .strict(),
    output: z.object({ station: z.string() }),
    errors: ['store/exists', 'keys/escrow-invalid', 'accounts/passphrase-weak', 'accounts/name-taken'],
    roles: ['anyone'],
    writes: true,
  }),
  logIn: method({
    input: z.object({ login: z.string().max(100), passphrase: Passphrase }).strict(),
    output: Session,
    errors: [
      'accounts/wrong-passphrase',
      'accounts/locked-out',
      'accounts/inactive',
      'accounts/stopped',
      ...openFailures,
    ],
    roles: ['anyone'],
  }),
  session: method({
    input: z.object({}).strict(),
    output: Session.nullable(),
    errors: [],
    roles: ['anyone'],
  }),
  /** Ends the session; core closes the replica and exits, and the shell starts a locked one. */
  lock: method({
    input: z.object({ reason: z.enum(['user', 'idle', 'system']) }).strict(),
    output: z.object({}),
    errors: [],
    roles: everyRole,
  }),
  list: method({
    input: z.object({}).strict(),
    output: z.object({ accounts: z.array(ListedAccount) }),
    errors: [],
    roles: ['it', 'chief'],
  }),
  /** Names and numbers of colleagues, for choosing who is responsible and who helped. */
  colleagues: method({
    input: z.object({}).strict(),
    output: z.object({
      accounts: z.array(Account.pick({ accountId: true, name: true, staffKind: true, staffNumber: true, role: true })),
    }),
    errors: [],
    roles: everyRole,
  }),
  create: method({
    input: NewAccount,
    output: z.object({ accountId: AccountId }),
    errors: ['accounts/passphrase-weak', 'accounts/name-taken', 'accounts/number-known'],
    roles: ['it'],
    writes: true,
  }),
  setActive: method({
    input: z.object({ accountId: AccountId, active: z.boolean() }).strict(),
    output: z.object({}),
    errors: ['accounts/unknown', 'accounts/own-account', 'accounts/stopped'],
    roles: ['it'],
    writes: true,
  }),
  /** A code for the first log-in on this PC of an account that has no passphrase here: counts once, for 24 hours. */
  firstCode: method({
    input: z.object({ accountId: AccountId }).strict(),
    output: z.object({ code: z.string(), expiresAt: Instant }),
    errors: ['accounts/unknown', 'accounts/inactive', 'accounts/stopped', 'accounts/has-passphrase'],
    roles: ['it', 'chief'],
    writes: true,
  }),
  /** The first log-in on this PC: the code is used up, and the passphrase opens the account from then on. */
  firstLogIn: method({
    input: z.object({ login: z.string().max(100), code: z.string().max(100), passphrase: Passphrase }).strict(),
    output: Session,
    errors: [
      'accounts/code-refused',
      'accounts/code-over',
      'accounts/passphrase-weak',
      'accounts/locked-out',
      'accounts/inactive',
      'accounts/stopped',
      ...openFailures,
    ],
    roles: ['anyone'],
  }),
  changePassphrase: method({
    input: z.object({ current: Passphrase, next: Passphrase }).strict(),
    output: z.object({}),
    errors: ['accounts/wrong-passphrase', 'accounts/passphrase-weak'],
    roles: everyRole,
    writes: true,
  }),
  /** How far a change of the data key is. */
  keyChange: method({
    input: z.object({}).strict(),
    output: z.object({
      /**
       * `waiting`: under way, and goes on when somebody logs in who has the next key. `ready`: the next log-in finishes it.
       */
      state: z.enum(['none', 'working', 'ready', 'waiting', 'failed']),
      startedAt: Instant.nullable(),
      /** Of the data key that counts now, from 1. */
      generation: z.number().int().positive(),
      phase: z.enum(['copying', 'indexing', 'checking', 'files']).nullable(),
      done: z.number().int(),
      total: z.number().int(),
      problem: ErrorCodeSchema.nullable(),
      /** The two key holders' certificates have to be given once more. */
      needsEscrow: z.boolean(),
      /** Names of those who have not logged in since a new key can reach them: they need a first log-in code afterwards. */
      left: z.array(z.string()),
    }),
    errors: [],
    roles: ['it', 'chief'],
  }),
  /** Begins to replace the data key: everything is encrypted again, and accounts that were ended get nothing. */
  startKeyChange: method({
    input: z
      .object({
        passphrase: Passphrase,
        /** PEM, only where `needsEscrow`. */
        escrowCertificates: z.tuple([z.string().max(20_000), z.string().max(20_000)]).optional(),
      })
      .strict(),
    output: z.object({}),
    errors: [
      'accounts/wrong-passphrase',
      'keys/change-under-way',
      'keys/escrow-needed',
      'keys/escrow-invalid',
      'keys/no-room',
    ],
    roles: ['it', 'chief'],
    writes: true,
  }),
  cancelKeyChange: method({
    input: z.object({}).strict(),
    output: z.object({}),
    errors: ['keys/no-change'],
    roles: ['it', 'chief'],
    writes: true,
  }),
  /** Both holders' escrow keys open the replica and give one account a new passphrase. */
  recover: method({
    input: z
      .object({
        keys: z.tuple([
          z.object({ pem: z.string().max(20_000), passphrase: z.string().max(200) }),
          z.object({ pem: z.string().max(20_000), passphrase: z.string().max(200) }),
        ]),
        login: z.string().max(100),
        passphrase: Passphrase,
      })
      .strict(),
    output: z.object({}),
    errors: ['keys/recovery-refused', 'accounts/unknown', 'accounts/passphrase-weak', ...openFailures],
    roles: ['anyone'],
    writes: true,
  }),
  /** Puts a backup in the place of a damaged replica, which is set aside and never deleted. Asks for the log-in again. */
  restoreBackup: method({
    input: z.object({ backupId: z.string().max(80), login: z.string().max(100), passphrase: Passphrase }).strict(),
    output: z.object({ setAside: z.boolean() }),
    errors: ['backup/none', 'backup/unusable', 'accounts/wrong-passphrase', 'accounts/locked-out', ...openFailures],
    roles: ['anyone'],
    writes: true,
  }),
} as const
