import { ActionIcon, Kbd, Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconAddressBook,
  IconArrowsExchange,
  IconChecklist,
  IconCalendarUser,
  IconCloud,
  IconChartBar,
  IconCommand,
  IconDice5,
  IconFileImport,
  IconFileUnknown,
  IconGitMerge,
  IconHelp,
  IconListCheck,
  IconListSearch,
  IconLock,
  IconNotebook,
  IconClipboardList,
  IconScale,
  IconServerCog,
  IconShare3,
  IconTableExport,
} from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { SyncBadge } from '../features/sync/sync-badge.tsx'
import { focusLookup } from '../features/lookup/lookup-state.ts'
import { useSession } from '../session/session-context.ts'
import { lock } from '../session/session-store.ts'
import { useText } from '../text/language.ts'
import classes from './app-frame.module.css'
import { CoreNotice } from './core-notice.tsx'
import { screensOf, type NavItem } from './navigation.ts'
import { openPalette } from './palette-state.ts'
import { go } from './router.ts'
import { SaveWords } from './save-words.tsx'
import { UserMenu } from './user-menu.tsx'

const icons = {
  home: IconListCheck,
  lookup: IconAddressBook,
  ledger: IconNotebook,
  reviews: IconChecklist,
  paper: IconClipboardList,
  handover: IconArrowsExchange,
  linkage: IconGitMerge,
  duty: IconCalendarUser,
  assessment: IconChartBar,
  sampling: IconDice5,
  distribution: IconShare3,
  quality: IconScale,
  'raw-records': IconFileUnknown,
  returns: IconTableExport,
  sources: IconFileImport,
  sync: IconCloud,
  audit: IconListSearch,
  accounts: IconServerCog,
} as const

type Props = { current: NavItem | null; onHelp: () => void; children: ReactNode }

/** Navigation at the left, one bar at the top, and the place that says where the data is. */
export function AppFrame({ current, onHelp, children }: Props) {
  const text = useText()
  const session = useSession()
  const content = useRef<HTMLElement>(null)
  const screens = screensOf(session.role)
  return (
    <div className={classes.frame}>
      <button className={classes.skip} type="button" onClick={() => content.current?.focus()}>
        {text.frame.skip}
      </button>
      <header className={classes.bar}>
        <span className={classes.station}>{session.station.name}</span>
        {screens.includes('lookup') ? (
          <UnstyledButton className={classes.search} onClick={focusLookup} aria-keyshortcuts="Control+L">
            <IconAddressBook size={15} aria-hidden />
            <span>{text.frame.nav.lookup}</span>
            <Kbd size="xs">Ctrl+L</Kbd>
          </UnstyledButton>
        ) : null}
        <span className={classes.space} />
        <SaveWords />
        <SyncBadge />
        <Tooltip label={`${text.frame.palette.open} Ctrl+K`}>
          <ActionIcon onClick={openPalette} aria-label={`${text.frame.palette.open} Ctrl+K`}>
            <IconCommand size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`${text.frame.shortcuts.open} ?`}>
          <ActionIcon onClick={onHelp} aria-label={`${text.frame.shortcuts.open} ?`}>
            <IconHelp size={17} />
          </ActionIcon>
        </Tooltip>
        <UserMenu />
        <Tooltip label={`${text.frame.lock} Alt+L`}>
          <UnstyledButton className={classes.lock} onClick={() => void lock('user')} aria-keyshortcuts="Alt+L">
            <IconLock size={15} aria-hidden />
            {text.frame.lock}
          </UnstyledButton>
        </Tooltip>
      </header>
      <nav className={classes.nav} aria-label={text.frame.nav.label}>
        {screens.map((screen) => {
          const Icon = icons[screen]
          return (
            <UnstyledButton
              key={screen}
              className={classes.item}
              aria-current={screen === current ? 'page' : undefined}
              onClick={() => go(screen === 'ledger' ? { screen, book: null } : { screen })}
            >
              <Icon size={18} stroke={1.6} aria-hidden />
              {text.frame.nav[screen]}
            </UnstyledButton>
          )
        })}
      </nav>
      <main className={classes.main} ref={content} tabIndex={-1}>
        <CoreNotice />
        <div className={classes.content}>{children}</div>
      </main>
    </div>
  )
}
