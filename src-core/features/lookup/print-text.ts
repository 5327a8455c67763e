import type { ConflictKind } from '../../../src-contract/conflicts.ts'
import type { PlaceAgreement, PlacePerson, PlaceScope } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout } from '../../../src-contract/systems.ts'

/** Words on a printed file; papers are always in Chinese. */
export const fileText = {
  titles: { person: '一人一档', premises: '一房一档', organisation: '一企一档', incident: '警情档案' } satisfies Record<
    RecordAbout,
    string
  >,
  placeTitles: { room: '一房一档', building: '一楼一档' } satisfies Record<PlaceScope, string>,
  purpose: '查询事由',
  reference: '依据编号',
  printedBy: '打印人',
  printedAt: '打印时间',
  headline: '档案首行',
  elements: {
    name: '姓名/名称',
    idNumber: '证件号',
    sex: '性别',
    birthDate: '出生日期',
    phone: '电话',
    address: '地址',
  },
  place: '房屋',
  where: '坐落',
  agreement: '各系统说法',
  agreements: {
    agree: '一致',
    gaps: '有缺漏（有的系统缺人，或只有一个系统登记）',
    differ: '不一致',
    nobody: '没有系统登记有人居住',
  } satisfies Record<PlaceAgreement, string>,
  people: '谁住在这里',
  others: '单位与警情',
  rooms: '各户',
  standings: {
    here: '住在这里',
    near: '房号略有出入',
    left: '已迁出或到期',
    owner: '产权人住别处',
    elsewhere: '住在别处',
    unplaced: '地址无法比较',
    silent: '没有登记',
    closed: '本事由不开放',
  } satisfies Record<PlacePerson['said']['JZ'], string>,
  noPeople: '没有登记',
  conflicts: '矛盾',
  conflictKinds: {
    ID_NAME: '证号姓名不符',
    ID_CHECK: '证号校验不通过',
    DOB_ID: '出生日期与证号不符',
    DOOR_MISMATCH: '门牌房号不一',
    FLOOR_MISSING: '地址缺楼层',
    MULTI_CURRENT: '两处登记同时有效',
    OCCUPANCY: '登记已迁出却有人居住',
    ONE_SIDED: '只有一个系统登记',
    STALE: '住址过时',
    UNIT_CODE: '房屋编码不同',
    IN_SOURCE_DUP: '同一系统重复登记',
    HAZARD_STANDARD: '未经复查即销号',
  } satisfies Record<ConflictKind, string>,
  against: '对照',
  timeline: '本所台账',
  nothing: '无',
  purposes: {
    P01: 'P01 登记采集',
    P02: 'P02 信息核实',
    P03: 'P03 警情处置',
    P04: 'P04 矛盾调解',
    P05: 'P05 隐患排查',
    P06: 'P06 便民服务',
    P07: 'P07 审计核查',
    P08: 'P08 申诉复核',
    P09: 'P09 本人依申请查询',
  } satisfies Record<Purpose, string>,
} as const
