import surnameData from './data/surnames.json' with { type: 'json' }
import givenData from './data/given-names.json' with { type: 'json' }
import { weightsOf, type Random, type Weights } from './random.ts'

export const surnames: readonly string[] = Object.keys(surnameData.weights)
const surnameWeights = weightsOf(Object.values(surnameData.weights))

interface Period {
  readonly whole: readonly string[]
  readonly weights: Weights
  /** Share of people with one of the whole names. */
  readonly share: number
  readonly first: readonly string[]
  readonly second: readonly string[]
}

function periodsOf(sex: 'male' | 'female'): readonly Period[] {
  const table: Record<string, number[]> = givenData.whole[sex]
  return givenData.pools[sex].map((pool, i) => {
    const weights = weightsOf(Object.values(table).map((row) => row[i] ?? 0))
    return {
      whole: Object.keys(table),
      weights,
      share: weights.total / 100_000,
      first: [...pool.first],
      second: [...pool.second],
    }
  })
}
const periods = { male: periodsOf('male'), female: periodsOf('female') }
const rare = [...givenData.rare]

export function drawSurname(random: Random): number {
  return random.weighted(surnameWeights)
}

/** Given name as people born in that year are called. 𠮷, 㛃, 䶮 and their like stand in about one name of a thousand. */
export function drawGivenName(random: Random, female: boolean, birthYear: number): string {
  const list = female ? periods.female : periods.male
  const period = list[birthYear < 1960 ? 0 : birthYear < 1980 ? 1 : birthYear < 2000 ? 2 : 3] as Period
  if (random.chance(period.share)) return period.whole[random.weighted(period.weights)] as string
  const single = random.chance(0.07)
  const first = random.pick(period.first)
  const second = random.chance(0.001) ? random.pick(rare) : random.pick(period.second)
  return single || first === second ? second : first + second
}

const parts =
  '阿卜杜 买买提 艾合买提 吐尔逊 热合曼 古丽 阿依 努尔 迪丽 拜尔 帕提 麦麦 伊明 赛买提 艾力 木沙 玉素甫 卡德尔 萨迪克 托合提 阿迪力 库尔班 尼亚孜 扎西 顿珠 次仁 卓玛 格桑 巴特尔 其其格 乌云 呼和 苏日 阿拉坦'.split(
    ' ',
  )

/** A name in parts with middle dots; the longest have more than fifty characters. */
export function drawDottedName(random: Random): string {
  const shape = random.next()
  const count = shape < 0.8 ? 2 : shape < 0.98 ? 3 : random.between(8, 11)
  const pieces: string[] = []
  for (let i = 0; i < count; i++) pieces.push(random.pick(parts) + random.pick(parts))
  return pieces.join('·')
}
