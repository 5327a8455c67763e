import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { staff } from './test-context.ts'

/** A fictitious resident ID number (division 99), told apart by a serial number. */
export function idNumber(serial: number): string {
  return completeResidentId(`99010219900307${String(serial).padStart(3, '0')}`)
}

export const visit = {
  occurredOn: '2026-03-05',
  reason: 'routine',
  result: 'met',
  address: '澄湾市东渚区幸福路12号3栋2单元1203室',
  residentName: '欧阳测试',
  phone: '12912345678',
  itemsChecked: 'residents,fire',
  findings: '核对同住人员两人，楼道无杂物。',
  beat: 'B01',
  officer: staff.officer.accountId,
  helpers: staff.auxiliary.accountId,
}

export const resident = {
  name: '诸葛测试',
  documentKind: 'resident-id',
  documentNumber: idNumber(1),
  phone: '12912345679',
  address: '澄湾市东渚区幸福路12号3栋2单元1203室',
  householdStatus: 'registered-here',
  occurredOn: '2026-03-05',
  beat: 'B01',
  officer: staff.officer.accountId,
}
