import type { Role, StaffKind } from '../../../src-contract/roles.ts'
import type { Text } from '../../text/zh-CN.ts'

export type AccountForm = {
  login: string
  name: string
  role: Role
  staffKind: StaffKind
  staffNumber: string
  team: string
  /** As typed, separated by commas. */
  beats: string
  passphrase: string
}

export type Form = {
  station: { id: string; name: string }
  certificates: readonly [PickedText | null, PickedText | null]
  accounts: AccountForm[]
}

export type PickedText = { name: string; text: string }

export const emptyAccount: AccountForm = {
  login: '',
  name: '',
  role: 'clerk',
  staffKind: 'officer',
  staffNumber: '',
  team: '',
  beats: '',
  passphrase: '',
}

/** What a step still lacks, as a sentence; null when one can go on. Core judges the content. */
export function incompleteIn(form: Form, step: number, words: Text['access']['setUp']): string | null {
  if (step === 0) {
    if (!/^PS\d{6}$/.test(form.station.id.trim())) return words.stationIdWrong
    return form.station.name.trim().length < 2 ? words.stationNameWrong : null
  }
  if (step === 1) {
    const [first, second] = form.certificates
    return !first || !second || first.text === second.text ? words.twoNeeded : null
  }
  if (step === 3) {
    const wrong = form.accounts.findIndex((account) => !isComplete(account))
    return wrong === -1 ? null : words.accountIncomplete(wrong + 1)
  }
  return null
}

/** Whether a new account has what core cannot do without. */
export function isComplete(account: AccountForm): boolean {
  return (
    /^[A-Za-z0-9._-]{2,40}$/.test(account.login.trim()) &&
    account.name.trim().length >= 2 &&
    account.staffNumber.trim() !== '' &&
    account.passphrase !== ''
  )
}
