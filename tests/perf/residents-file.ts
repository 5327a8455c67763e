import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { completeResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { writeWorkbook } from '../../src-core/spreadsheets/write.ts'
import { residentHeadings } from '../support/exchange-station.ts'

const surnames = [
  ...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤',
]
const given = [
  ...'伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚英华玉兰红梅建国文辉力志玲桂萍鹏飞宇浩然子轩欣怡梓涵雨泽佳琪思远晨曦',
]
const roads = ['幸福路', '桂花路', '人民路', '建设街', '解放巷', '和平里', '东渚大道', '滨河路', '学府街', '新华路']

/** Row `n` of a real file: distinct person, plausible room, about four people to a room. */
export function residentRow(n: number): string[] {
  const day = Math.floor(n / 900)
  const born = `${1940 + Math.floor(day / 300)}${String(1 + (Math.floor(day / 25) % 12)).padStart(2, '0')}${String(1 + (day % 25)).padStart(2, '0')}`
  const id = completeResidentId(`990102${born}${String(n % 900).padStart(3, '0')}`)
  const room = Math.floor(((n * 7919) % 200_003) / 4)
  const road = roads[room % roads.length] ?? ''
  const address = `澄湾市东渚区${road}${1 + (Math.floor(room / 10) % 60)}号${1 + (Math.floor(room / 600) % 12)}栋${1 + (Math.floor(room / 40) % 4)}单元${1 + (Math.floor(room / 160) % 18)}0${1 + (room % 4)}室`
  const name = `${surnames[(n * 31) % surnames.length]}${given[(n * 17) % given.length]}${n % 3 === 0 ? '' : given[(n * 13) % given.length]}`
  const phone = `129${String((n * 104_729) % 100_000_000).padStart(8, '0')}`
  const status = ['人户一致', '外地户籍', '人户分离（市内）'][n % 3] ?? ''
  return [
    name,
    (n % 900) % 2 === 1 ? '男' : '女',
    id,
    phone,
    address,
    status,
    `2026-0${1 + (n % 2)}-${String(1 + (n % 28)).padStart(2, '0')}`,
    n % 2 === 0 ? 'B01' : 'B02',
    n % 2 === 0 ? '民警甲' : '民警乙',
  ]
}

/** A file of `rows` residents beginning with the `from`th. `held`: one in fifty is one of so many after its last, one in a hundred stands there twice. */
export type ResidentsFile = {
  readonly path: string
  readonly rows: number
  readonly from: number
  readonly held?: number
}

/** Writes the file in a process of its own, so that its memory is not taken for the import's. */
export function writeResidents(file: ResidentsFile): void {
  execFileSync(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(file)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function rowOf({ rows, from, held }: ResidentsFile, n: number): string[] {
  if (held !== undefined && n % 50 === 49) return residentRow(rows + (n % held))
  return residentRow(held !== undefined && n % 100 === 50 ? n - 1 : from + n)
}

async function write(file: ResidentsFile): Promise<void> {
  const columns = residentHeadings.map((header) => ({
    header,
    kind: header === '登记日期' ? ('date' as const) : ('text' as const),
  }))
  function* all() {
    for (let n = 0; n < file.rows; n++) yield rowOf(file, n)
  }
  await writeWorkbook(file.path, { sheets: [{ name: '实有人口', columns, rows: all() }] })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write(JSON.parse(process.argv[2] ?? '') as ResidentsFile)
