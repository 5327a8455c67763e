import yauzl from 'yauzl'

/** One part of a zip file, as text. */
export async function unzipped(path: string, part: string): Promise<string> {
  const file = await yauzl.openPromise(path)
  try {
    for await (const entry of file.eachEntry()) {
      if (entry.fileName !== part) continue
      const chunks: Buffer[] = []
      for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks).toString('utf8')
    }
    throw new Error(`no ${part} in it`)
  } finally {
    file.close()
  }
}
