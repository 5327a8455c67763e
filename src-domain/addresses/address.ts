/** The standard elements of an address, from large to small. */
export const addressElements = [
  'province',
  'city',
  'county',
  'town',
  'community',
  'road',
  'door',
  'estate',
  'building',
  'unit',
  'floor',
  'room',
] as const

/** 省 市 县 乡镇街道 社区 路巷 门牌 小区 楼栋 单元 楼层 房间. */
export type AddressElement = (typeof addressElements)[number]

/** The elements in their normal form, marker included: 12栋, 3单元, 1203室. */
export type AddressParts = Partial<Record<AddressElement, string>>

/**
 * One administrative division (GB/T 2260; towns 9 digits, communities 15 digits beginning with the code of their town).
 * `from` and `to` are the years in which the code was valid; historical codes stay in the list.
 */
export interface Division {
  readonly code: string
  readonly name: string
  readonly level: 'province' | 'city' | 'county' | 'town' | 'community'
  readonly from?: number
  readonly to?: number
}

/** An address taken apart. */
export interface AddressParse {
  readonly parts: AddressParts
  /** Code of the smallest division found in the list (county, town or community), or null. */
  readonly divisionCode: string | null
  /** Words that have no place in the model (对面, 出租, remarks in brackets), in order. */
  readonly unplaced: readonly string[]
  /** What an address of this kind should have and this one has not. */
  readonly missing: readonly AddressElement[]
  /** True when a stated floor is not the floor of the room number (3层1203室). */
  readonly floorContradicted: boolean
}
