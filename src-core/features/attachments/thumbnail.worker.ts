import { parentPort } from 'node:worker_threads'
import photon from '@silvia-odwyer/photon-node'

export type ThumbnailRequest = { readonly id: number; readonly bytes: Uint8Array; readonly orientation: number }
export type ThumbnailAnswer = { readonly id: number; readonly jpeg: Uint8Array<ArrayBuffer> | null }

const edge = 240
const { PhotonImage, SamplingFilter, fliph, flipv, resize, rotate } = photon
type Image = InstanceType<typeof PhotonImage>

parentPort?.on('message', ({ id, bytes, orientation }: ThumbnailRequest) => {
  // A picture that makes the decoder panic ends this worker: the next one gets a new one, with memory that nothing has touched.
  const jpeg = small(bytes, orientation)
  parentPort?.postMessage({ id, jpeg } satisfies ThumbnailAnswer)
})

function small(bytes: Uint8Array, orientation: number): Uint8Array<ArrayBuffer> {
  const picture = PhotonImage.new_from_byteslice(bytes)
  const scale = Math.min(1, edge / Math.max(picture.get_width(), picture.get_height()))
  const width = Math.max(1, Math.round(picture.get_width() * scale))
  const height = Math.max(1, Math.round(picture.get_height() * scale))
  const little = resize(picture, width, height, SamplingFilter.Triangle)
  picture.free()
  const upright = turned(little, orientation)
  const jpeg = new Uint8Array(upright.get_bytes_jpeg(72))
  upright.free()
  return jpeg
}

/** Upright, by the orientation tag of EXIF 2.32 (1 to 8). */
function turned(image: Image, orientation: number): Image {
  const mirrored = orientation === 2 || orientation === 5 || orientation === 7
  if (mirrored) fliph(image)
  if (orientation === 4) flipv(image)
  if (orientation === 3) return rotate(image, 180)
  if (orientation === 6 || orientation === 7) return rotate(image, 90)
  return orientation === 8 || orientation === 5 ? rotate(image, 270) : image
}
