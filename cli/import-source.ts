import { resolve } from 'node:path'
import { failure, type Result } from '../src-contract/errors.ts'
import type { FileId } from '../src-contract/ids.ts'
import { systemIds, type SystemId } from '../src-contract/systems.ts'
import { systemClock } from '../src-core/clock.ts'
import type { Core } from '../src-core/core.ts'
import { uuidv7 } from '../src-core/uuid.ts'
import { Misuse, needed, type Arguments } from './arguments.ts'
import { call } from './session.ts'

/** Previews and imports one export file of a source system, through the same two methods as the window. */
export async function importSource(core: Core, args: Arguments): Promise<Result<unknown>> {
  const system = needed(args, 'system')
  if (!isSystem(system)) throw new Misuse(`--system takes one of ${systemIds.join(', ')}.`)
  const declared = args.options.get('declared') ?? 'changes'
  if (declared !== 'full' && declared !== 'changes') throw new Misuse('--declared takes full or changes.')
  const fileId = uuidv7(systemClock.nowMs()) as FileId
  core.files.put(fileId, resolve(needed(args, 'file')))
  const preview = await call(core, 'sources.preview', { fileId, system, declared })
  if (!preview.ok) return preview
  if (preview.value.missingFields.length > 0) {
    return failure('sources/column-missing', { fields: preview.value.missingFields })
  }
  if (args.options.has('dry-run')) return preview
  return call(core, 'sources.import', {
    importId: preview.value.importId,
    acceptOlder: args.options.has('accept-older'),
  })
}

function isSystem(text: string): text is SystemId {
  return (systemIds as readonly string[]).includes(text)
}
