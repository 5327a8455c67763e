import { Spotlight, spotlight } from '@mantine/spotlight'
import { pinyin } from 'pinyin-pro'
import { useEffect, useMemo, useState } from 'react'
import { allowed } from '../rpc/allowed.ts'
import { useBooks } from '../rpc/known.ts'
import { openNewDraft } from '../features/ledger/open-draft.ts'
import { lookUp } from '../features/lookup/lookup-state.ts'
import { useSession } from '../session/session-context.ts'
import { lock } from '../session/session-store.ts'
import { useLabel, useText } from '../text/language.ts'
import { screensOf } from './navigation.ts'
import { paletteWanted } from './palette-state.ts'
import { go } from './router.ts'
import { useStore } from './store.ts'

/** Spotlight's own declarations do not resolve under NodeNext: what of them is used, in our words. */
type Action = { id: string; label: string; keywords: string[]; onClick: () => void }
type Groups = { group: string; actions: Action[] }[]

/** A number that looks like a document, phone or credit code: looking it up is offered first. */
const numberLike = /^(?=.*\d)[0-9A-Za-z]{4,}$/

export function Palette({ onHelp }: { onHelp: () => void }) {
  const text = useText()
  const label = useLabel()
  const session = useSession()
  const wanted = useStore(paletteWanted)
  const [query, setQuery] = useState('')
  const books = useBooks()
  useEffect(() => {
    spotlight.open()
    return () => spotlight.close()
  }, [wanted])

  const words = text.frame.palette
  const screens = screensOf(session.role)
  const actions = useMemo((): Groups => {
    const named = (id: string, name: string, run: () => void): Action => ({
      id,
      label: name,
      keywords: initialsOf(name),
      onClick: run,
    })
    const list = books.value?.books ?? []
    const typist = allowed(session.role, 'ledger.openDraft')
    return [
      {
        group: words.screens,
        actions: screens.map((screen) =>
          named(screen, text.frame.nav[screen], () => go(screen === 'ledger' ? { screen, book: null } : { screen })),
        ),
      },
      {
        group: words.books,
        actions: list.flatMap((book) => [
          ...(typist
            ? [named(`new-${book.id}`, words.newEntry(label(book.label)), () => void openNewDraft(book.id))]
            : []),
          named(`list-${book.id}`, words.listOf(label(book.label)), () => go({ screen: 'ledger', book: book.id })),
        ]),
      },
      {
        group: words.commands,
        actions: [
          named('lock', `${text.frame.lock} (Alt+L)`, () => void lock('user')),
          named('help', `${text.frame.shortcuts.open} (?)`, onHelp),
        ],
      },
    ]
  }, [books.value, text, words, screens, session.role, label, onHelp])

  const typed = query.trim()
  const offered: Groups =
    typed.length >= 2 && screens.includes('lookup')
      ? [
          {
            group: words.lookUp,
            actions: [
              { id: 'look-up', label: words.lookUpThis(typed), keywords: [typed], onClick: () => lookUp(typed) },
            ],
          },
        ]
      : []
  return (
    <Spotlight
      actions={numberLike.test(typed) ? [...offered, ...actions] : [...actions, ...offered]}
      query={query}
      onQueryChange={setQuery}
      filter={(typed, groups) => matching(typed, groups as Groups)}
      nothingFound={words.nothing}
      shortcut={null}
      scrollable
      lockScroll={false}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      transitionProps={{ duration: 0 }}
      aria-label={words.label}
      searchProps={{ placeholder: words.placeholder, 'aria-label': words.label }}
    />
  )
}

/** `zhcx` for 综合查询, beside the whole pinyin. */
function initialsOf(name: string): string[] {
  const initials = pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('')
  const whole = pinyin(name, { toneType: 'none', type: 'array' }).join('')
  return [initials, whole]
}

function matching(query: string, groups: Groups): Groups {
  const wanted = query.trim().toLowerCase().replace(/\s+/g, '')
  if (wanted === '') return groups
  return groups.flatMap((group) => {
    const actions = group.actions.filter((action) =>
      [action.label, ...action.keywords].some((text) => text.toLowerCase().replace(/\s+/g, '').includes(wanted)),
    )
    return actions.length === 0 ? [] : [{ ...group, actions }]
  })
}
