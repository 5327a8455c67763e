import { creditCode } from './identifiers.ts'
import { stream } from './streams.ts'
import type { World } from './world.ts'

export interface Organisation {
  readonly index: number
  /** Registered name. */
  readonly name: string
  /** Name on the signboard. */
  readonly signboard: string
  readonly uscc: string
  readonly premises: number
  readonly trade: string
}

const brands =
  '福来 顺达 鑫源 万家 好运 聚香 老街 小城 阳光 百味 永兴 恒丰 宏达 金穗 美佳 康宁 同乐 四季 佳润 德胜 吉祥 众合 瑞和 盛兴 禾木 清风 云上 长青 鼎盛 嘉禾 悦来 三江 兴旺 和顺 天成 广源 景泰 华联 明珠 益民'.split(
    ' ',
  )
const trades =
  '餐饮店 超市 五金店 服装店 药房 理发店 旅馆 网吧 培训中心 幼儿托管中心 汽车修理厂 物流站 快递驿站 仓储中心 废品收购站 棋牌室 足浴店 宾馆 电动车行 建材店 水果店 家具厂 印刷厂 食品加工厂 健身房'.split(
    ' ',
  )

/** Organisation number `index` of the world: name, credit code, place. */
export function organisationOf(world: World, index: number): Organisation {
  const random = world.random.at(stream.organisation, index)
  const serial = index + world.offset
  // Two brand words and the trade: names repeat only after 40,000 organisations of one world.
  const mixed = (serial * 7919) % 40_000
  const trade = trades[mixed % trades.length] as string
  const brand = `${brands[Math.floor(mixed / 25) % 40]}${brands[Math.floor(mixed / 1000)]}`
  const signboard = brand + trade
  return {
    index,
    name: `澄湾市东渚区${signboard}${random.chance(0.6) ? '（个体工商户）' : '有限公司'}`,
    signboard,
    uscc: creditCode(world.places.countyCode, 10_000_000 + serial * 3),
    premises: world.places.homes + (index % (world.places.total - world.places.homes)),
    trade,
  }
}
