import { readFile, writeFile } from 'node:fs/promises'
import { PhotonImage, resize, SamplingFilter } from '@silvia-odwyer/photon-node'

const SIZES = [256, 48, 32, 16] as const

/** Writes a PNG as an .ico file with the sizes that Windows shows; each of them is a PNG inside, which Windows knows since Vista. */
export async function windowsIcon(png: string, out: string): Promise<void> {
  const image = PhotonImage.new_from_byteslice(await readFile(png))
  const pictures = SIZES.map((size) => {
    const small = resize(image, size, size, SamplingFilter.Lanczos3)
    const bytes = Buffer.from(small.get_bytes())
    small.free()
    return { size, bytes }
  })
  image.free()
  const head = Buffer.alloc(6 + 16 * pictures.length)
  // Reserved, kind (icon), how many.
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ size, bytes }, index) => {
    const at = 6 + 16 * index
    // 256 is written as 0.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(bytes.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += bytes.length
  })
  await writeFile(out, Buffer.concat([head, ...pictures.map(({ bytes }) => bytes)]))
}
