import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { BuildShape } from '../../cli/update-offer.ts'
import { readBuild } from '../../src-updates/build-file.ts'
import type { Build } from '../../src-updates/verify-update.ts'
import { Refusal } from './refusal.ts'

/** What a build takes along, as `first-build` wrote it: it says where updates come from as well. */
const Shape = BuildShape.extend({ feed: z.string().optional(), feedAuthority: z.string().optional() })

/** @throws Refusal for a file of another form */
export async function readBuildFile(path: string): Promise<Build> {
  const build = buildIn(await readFile(path, 'utf8'))
  if (build === null) throw new Refusal(`The build file ${path} is not one.`)
  return build
}

export function buildIn(text: string): Build | null {
  const shape = Shape.safeParse(treeOf(text))
  return shape.success ? readBuild(shape.data) : null
}

function treeOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
