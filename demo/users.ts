import type { DemoUser } from './demo.types.ts'
import { drawGivenName, drawSurname, surnames } from './names.ts'
import { Random } from './random.ts'
import { stream } from './streams.ts'

const words =
  'qingshan baiyun zhulin xiaoqiao dahai mingyue chunfeng qiuyue hongye luodi shanquan gucheng nanfeng beidou jinyu yinhe laocha xinmiao huangju lanhua songshu meihua heliu caoyuan shitou chuanbo dengta zhonglou fangzhou yuyan maque xique qingting hudie liulang changcheng guilin tianchi xihu dongpo taohua lizhi putao ganlan shiliu boluo xigua luobo baicai doufu mantou jiaozi maoyi huoche feiji zixing yusan maobi shuben dianche ludeng qianbi'.split(
    ' ',
  )

/** One account a role, with names nobody has to remember and passphrases of four words that everybody can type. */
export function demoUsers(seed: string, beats: readonly string[]): DemoUser[] {
  const random = new Random(seed).at(stream.users, 0)
  const passphrase = (): string => {
    const chosen = new Set<string>()
    while (chosen.size < 4) chosen.add(random.pick(words))
    return [...chosen].join('-')
  }
  const beat = (i: number): string => beats[i % beats.length] as string
  const accounts = [
    { user: 'neiqin', role: 'clerk', staffKind: 'civilian', team: '综合指挥室', beats: [beat(0), beat(1)] },
    { user: 'minjing', role: 'officer', staffKind: 'officer', team: '社区警务队', beats: [beat(0)] },
    { user: 'fujing', role: 'auxiliary', staffKind: 'auxiliary', team: '社区警务队', beats: [beat(0)] },
    { user: 'suozhang', role: 'chief', staffKind: 'officer', team: '所领导', beats: [] },
    { user: 'shenji', role: 'auditor', staffKind: 'officer', team: '法制监督', beats: [] },
    { user: 'yunwei', role: 'it', staffKind: 'civilian', team: '科技信息化', beats: [] },
  ] as const
  return accounts.map((account, i) => ({
    ...account,
    beats: [...account.beats],
    passphrase: passphrase(),
    name:
      (surnames[drawSurname(random)] as string) + drawGivenName(random, random.chance(0.4), random.between(1972, 1999)),
    staffNumber: `${account.staffKind === 'auxiliary' ? 'F' : ''}99${String(1001 + i * 17)}`,
  }))
}
