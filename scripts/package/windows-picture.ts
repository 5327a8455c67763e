import { readFile, writeFile } from 'node:fs/promises'
import { PhotonImage, resize, SamplingFilter } from '@silvia-odwyer/photon-node'

/** What NSIS's pages have room for beside the text, pixels. */
const [WIDTH, HEIGHT, ICON, TOP] = [164, 314, 96, 48]

/** Writes the picture of the installer's first and last page, the app's icon on white, as the BMP that NSIS wants. */
export async function windowsPicture(png: string, out: string): Promise<void> {
  const image = PhotonImage.new_from_byteslice(await readFile(png))
  const icon = resize(image, ICON, ICON, SamplingFilter.Lanczos3)
  const pixels = icon.get_raw_pixels()
  icon.free()
  image.free()
  // Rows end at a multiple of four bytes, which 164 pixels of three do.
  const bytes = Buffer.alloc(WIDTH * HEIGHT * 3, 255)
  const left = (WIDTH - ICON) / 2
  for (let y = 0; y < ICON; y++)
    for (let x = 0; x < ICON; x++) {
      const from = (y * ICON + x) * 4
      const opacity = (pixels[from + 3] ?? 0) / 255
      // From the bottom up, blue first.
      const to = ((HEIGHT - 1 - TOP - y) * WIDTH + left + x) * 3
      for (const [at, channel] of [2, 1, 0].entries())
        bytes[to + at] = Math.round((pixels[from + channel] ?? 0) * opacity + 255 * (1 - opacity))
    }
  const head = Buffer.alloc(54)
  head.write('BM')
  head.writeUInt32LE(head.length + bytes.length, 2)
  head.writeUInt32LE(head.length, 10)
  head.writeUInt32LE(40, 14)
  head.writeInt32LE(WIDTH, 18)
  head.writeInt32LE(HEIGHT, 22)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(24, 28)
  await writeFile(out, Buffer.concat([head, bytes]))
}
