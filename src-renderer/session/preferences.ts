import type { GridLayout, GridList, Preference } from '../../src-contract/features/preferences.contract.ts'
import type { Look } from '../../src-contract/shell-look.ts'
import { rpc } from '../rpc/client.ts'
import { language, setLanguage } from '../text/language.ts'
import { scheme } from '../theme/scheme.ts'
import { store } from '../ui/store.ts'
import { saveBeforeLock, whenUserChanges } from './session-store.ts'

/** Size of everything, as a factor. */
export const zoom = store(window.shell.look.zoom)

/** The columns of the lists as this account likes them. */
export const gridLayouts = store<ReadonlyMap<GridList, GridLayout>>(new Map())

whenUserChanges(() => gridLayouts.set(new Map()))

/** Takes over what this account chose earlier, on whatever PC of the station's replica; what it never chose stays as it is here. */
export async function loadPreferences(): Promise<void> {
  const answer = await rpc.preferences.get({})
  if (!answer.ok) return
  const layouts = new Map<GridList, GridLayout>()
  const look: Partial<Look> = {}
  for (const one of answer.value.chosen) {
    if (one.name === 'grid') layouts.set(one.list, one.value)
    else Object.assign(look, { [one.name]: one.value })
  }
  gridLayouts.set(layouts)
  await show(look)
}

/** A choice of the person in front: at once, for the account, and for the log-in page of this PC. */
export async function choose(chosen: Exclude<Preference, { name: 'grid' }>): Promise<void> {
  await show({ [chosen.name]: chosen.value })
  await rpc.preferences.set({ preference: chosen })
}

async function show(part: Partial<Look>): Promise<void> {
  if (part.language !== undefined && part.language !== language.get()) await setLanguage(part.language)
  if (part.scheme !== undefined) scheme.set(part.scheme)
  if (part.zoom !== undefined) zoom.set(part.zoom)
  window.shell.keepLook({ language: language.get(), scheme: scheme.get(), zoom: zoom.get() })
}

/** A column that is being dragged changes its width many times: the last one counts, ms. */
const settled = 300
const unsaved = new Map<GridList, ReturnType<typeof setTimeout>>()

export function keepGridLayout(list: GridList, layout: GridLayout): void {
  gridLayouts.set(new Map(gridLayouts.get()).set(list, layout))
  clearTimeout(unsaved.get(list))
  unsaved.set(
    list,
    setTimeout(() => void save(list), settled),
  )
}

async function save(list: GridList): Promise<void> {
  clearTimeout(unsaved.get(list))
  unsaved.delete(list)
  const value = gridLayouts.get().get(list)
  if (value) await rpc.preferences.set({ preference: { name: 'grid', list, value } })
}

saveBeforeLock(() => Promise.all([...unsaved.keys()].map(save)))
