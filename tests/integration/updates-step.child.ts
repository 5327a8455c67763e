// A step of an update in a process of its own, so that the kernel can limit what it writes, and somebody can end it in the middle.
import { discSource } from '../../src-main/updates/offer-source.ts'
import { fetchPackage } from '../../src-main/updates/package-download.ts'
import { UpdateFailure } from '../../src-main/updates/failure.ts'
import { installVersion } from '../../src-main/updates/versions.ts'

const [step, first = '', second = '', name = '', size = '', sha512 = ''] = process.argv.slice(2)
try {
  if (step === 'install') installVersion(first, 12, 11, second)
  else {
    const file = { name, size: Number(size), sha512 }
    await fetchPackage({ file, source: discSource(first), folder: second, signal: new AbortController().signal })
  }
  process.stdout.write('done\n')
} catch (error) {
  if (!(error instanceof UpdateFailure)) throw error
  process.stdout.write(`${error.code}\n`)
}
