import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as ResEdit from 'resedit'
import { windowsIcon } from './windows-icon.ts'

/** What electron-builder itself writes into programs with. */
const { Data, NtExecutable, NtExecutableResource, Resource } = createRequire(import.meta.url)(
  'resedit',
) as typeof ResEdit
/** English (United States), Unicode: where Electron has its own. */
const LANGUAGE = { lang: 1033, codepage: 1200 }

/**
 * Gives a program for Windows the app's icon and name, which Windows shows when it asks for an administrator and in the list of what runs.
 * @param named.icon path of a PNG
 */
export async function nameProgram(program: string, named: { icon: string; version: string }): Promise<void> {
  const executable = NtExecutable.from(await readFile(program))
  const resource = NtExecutableResource.from(executable)
  const [info] = Resource.VersionInfo.fromEntries(resource.entries)
  if (info === undefined) throw new Error(`${program} has no version of its own; it is not Electron.`)
  const [language = LANGUAGE] = info.getAllLanguagesForStringValues()
  const room = await mkdtemp(join(tmpdir(), 'beatbook-icon-'))
  try {
    await windowsIcon(named.icon, join(room, 'icon.ico'))
    const { icons } = Data.IconFile.from(await readFile(join(room, 'icon.ico')))
    const groups = Resource.IconGroupEntry.fromEntries(resource.entries)
    const [{ id, lang } = { id: 1, lang: language.lang }] = groups
    const pictures = icons.map(({ data }) => data)
    Resource.IconGroupEntry.replaceIconsForResource(resource.entries, id, lang, pictures)
  } finally {
    await rm(room, { recursive: true })
  }
  const numbers = named.version.split('.').map(Number)
  const [major = 0, minor = 0, patch = 0] = numbers
  info.setFileVersion(major, minor, patch, 0, language.lang)
  info.setProductVersion(major, minor, patch, 0, language.lang)
  info.setStringValues(language, {
    ...{ ProductName: 'Beatbook', FileDescription: '警务台账工作台', CompanyName: 'The Beatbook authors' },
    ...{ InternalName: 'beatbook', OriginalFilename: 'beatbook.exe', LegalCopyright: '© The Beatbook authors' },
  })
  info.outputToResourceEntries(resource.entries)
  resource.outputResource(executable)
  await writeFile(program, Buffer.from(executable.generate()))
}
