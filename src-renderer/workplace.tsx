import type { RunId } from '../src-contract/features/assessment.shapes.ts'
import type { CopyId } from '../src-contract/features/paper.contract.ts'
import type { AccountId } from '../src-contract/ids.ts'
import { ThemeProvider } from './theme/theme-provider.tsx'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import { lazy, Suspense, useEffect, useState } from 'react'
import { whenPainted } from './features/login/when-painted.ts'
import { HomeScreen } from './features/home/home-screen.tsx'
// Not loaded when it is opened, as the others are: what is typed right after Ctrl+L must find its field.
import { LookupScreen } from './features/lookup/lookup-screen.tsx'
import { focusLookup } from './features/lookup/lookup-state.ts'
import { loadPreferences } from './session/preferences.ts'
import { lock, type Session } from './session/session-store.ts'
import { SessionProvider } from './session/session-context.ts'
import { AppFrame } from './ui/app-frame.tsx'
import { Blank } from './ui/blank.tsx'
import { screensOf, navOf } from './ui/navigation.ts'
import { Messages } from './ui/messages.tsx'
import { openPalette, paletteWanted } from './ui/palette-state.ts'
import { useRoute, type Route } from './ui/router.ts'
import { ScreenGuard } from './ui/screen.tsx'
import { Shortcuts } from './ui/shortcuts.tsx'
import { useStore } from './ui/store.ts'
import { useKeys } from './ui/use-keys.ts'
import { useText } from './text/language.ts'

const PlaceScreen = lazy(async () => ({ default: (await import('./features/lookup/place-screen.tsx')).PlaceScreen }))
const FileScreen = lazy(async () => ({ default: (await import('./features/lookup/file-screen.tsx')).FileScreen }))
const LedgerScreen = lazy(async () => ({ default: (await import('./features/ledger/ledger-screen.tsx')).LedgerScreen }))
const DraftScreen = lazy(async () => ({ default: (await import('./features/ledger/draft-screen.tsx')).DraftScreen }))
const EntryScreen = lazy(async () => ({ default: (await import('./features/ledger/entry-screen.tsx')).EntryScreen }))
const FastScreen = lazy(async () => ({ default: (await import('./features/ledger/fast/fast-screen.tsx')).FastScreen }))
const ExchangeScreen = lazy(async () => ({
  default: (await import('./features/exchange/exchange-screen.tsx')).ExchangeScreen,
}))
const AddressesScreen = lazy(async () => ({
  default: (await import('./features/addresses/addresses-screen.tsx')).AddressesScreen,
}))
const ReviewsScreen = lazy(async () => ({
  default: (await import('./features/reviews/reviews-screen.tsx')).ReviewsScreen,
}))
const UpdatesScreen = lazy(async () => ({
  default: (await import('./features/updates/updates-screen.tsx')).UpdatesScreen,
}))
const DiagnosticsScreen = lazy(async () => ({
  default: (await import('./features/diagnostics/diagnostics-screen.tsx')).DiagnosticsScreen,
}))
const NetworkScreen = lazy(async () => ({
  default: (await import('./features/network/network-screen.tsx')).NetworkScreen,
}))
const DutyScreen = lazy(async () => ({ default: (await import('./features/duty/duty-screen.tsx')).DutyScreen }))
const ReturnsScreen = lazy(async () => ({
  default: (await import('./features/returns/returns-screen.tsx')).ReturnsScreen,
}))
const ReturnScreen = lazy(async () => ({
  default: (await import('./features/returns/return-screen.tsx')).ReturnScreen,
}))
const AssessmentScreen = lazy(async () => ({
  default: (await import('./features/assessment/assessment-screen.tsx')).AssessmentScreen,
}))
const RunScreen = lazy(async () => ({ default: (await import('./features/assessment/run-screen.tsx')).RunScreen }))
const ResultScreen = lazy(async () => ({
  default: (await import('./features/assessment/result-screen.tsx')).ResultScreen,
}))
const SamplingScreen = lazy(async () => ({
  default: (await import('./features/sampling/sampling-screen.tsx')).SamplingScreen,
}))
const PaperScreen = lazy(async () => ({ default: (await import('./features/paper/paper-screen.tsx')).PaperScreen }))
const WalkListScreen = lazy(async () => ({
  default: (await import('./features/paper/walk-list-screen.tsx')).WalkListScreen,
}))
const HandoverScreen = lazy(async () => ({
  default: (await import('./features/handover/handover-screen.tsx')).HandoverScreen,
}))
const LinkageScreen = lazy(async () => ({
  default: (await import('./features/linkage/linkage-screen.tsx')).LinkageScreen,
}))
const DistributionScreen = lazy(async () => ({
  default: (await import('./features/distribution/distribution-screen.tsx')).DistributionScreen,
}))
const QualityScreen = lazy(async () => ({
  default: (await import('./features/quality/quality-screen.tsx')).QualityScreen,
}))
const SourcesScreen = lazy(async () => ({
  default: (await import('./features/sources/sources-screen.tsx')).SourcesScreen,
}))
const RawRecordsScreen = lazy(async () => ({
  default: (await import('./features/raw-records/raw-records-screen.tsx')).RawRecordsScreen,
}))
const SyncScreen = lazy(async () => ({ default: (await import('./features/sync/sync-screen.tsx')).SyncScreen }))
const AuditScreen = lazy(async () => ({ default: (await import('./features/audit/audit-screen.tsx')).AuditScreen }))
const AccountsScreen = lazy(async () => ({
  default: (await import('./features/accounts/accounts-screen.tsx')).AccountsScreen,
}))
const Palette = lazy(async () => ({ default: (await import('./ui/palette.tsx')).Palette }))

/** Everything behind the log-in: the frame, its keys, and the screen of the route. */
export function Workplace(props: { session: Session }) {
  const [ready, setReady] = useState(false)
  useEffect(() => void loadPreferences().finally(() => setReady(true)), [])
  return <ThemeProvider>{ready ? <Frame {...props} /> : null}</ThemeProvider>
}

function Frame({ session }: { session: Session }) {
  const route = useRoute()
  const palette = useStore(paletteWanted)
  const [help, setHelp] = useState(false)
  useEffect(() => whenPainted(() => window.shell.usable('home')), [])
  useKeys({
    'mod+K': openPalette,
    'mod+L': () => screensOf(session.role).includes('lookup') && focusLookup(),
    'alt+L': () => void lock('user'),
    '?': () => setHelp(true),
  })
  return (
    <SessionProvider value={session}>
      <Messages />
      <AppFrame onHelp={() => setHelp(true)} current={navOf(route)}>
        <ScreenGuard key={route.screen}>
          <Suspense fallback={null}>
            <RoutedScreen route={route} session={session} />
          </Suspense>
        </ScreenGuard>
      </AppFrame>
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
      <Suspense fallback={null}>{palette > 0 ? <Palette onHelp={() => setHelp(true)} /> : null}</Suspense>
    </SessionProvider>
  )
}

function RoutedScreen({ route, session }: { route: Route; session: Session }) {
  const { common } = useText().frame
  const nav = navOf(route)
  if (nav !== null && !screensOf(session.role).includes(nav))
    return <Blank title={common.deniedTitle}>{common.deniedText}</Blank>
  switch (route.screen) {
    case 'home':
      return <HomeScreen />
    case 'lookup':
      return <LookupScreen />
    case 'place':
      return <PlaceScreen key={`${route.recordId} ${route.scope}`} recordId={route.recordId} scope={route.scope} />
    case 'file':
      return <FileScreen key={route.subjectId} subjectId={route.subjectId} />
    case 'ledger':
      return <LedgerScreen key={route.book} bookId={route.book} />
    case 'draft':
      return <DraftScreen key={route.draftId} draftId={route.draftId} />
    case 'entry':
      return <EntryScreen key={route.entryId} entryId={route.entryId} />
    case 'fast':
      return <FastScreen key={route.book} bookId={route.book} />
    case 'exchange':
      return <ExchangeScreen key={route.book} bookId={route.book} />
    case 'reviews':
      return <ReviewsScreen />
    case 'addresses':
      return <AddressesScreen />
    case 'duty':
      return <DutyScreen />
    case 'returns':
      return <ReturnsScreen />
    case 'return':
      return <ReturnScreen key={route.returnId} returnId={route.returnId} />
    case 'assessment':
      return <AssessmentScreen />
    case 'assessment-run':
      return <RunScreen key={route.runId} runId={route.runId as RunId} />
    case 'assessment-result':
      return (
        <ResultScreen
          key={`${route.runId}/${route.officerId}`}
          runId={route.runId as RunId}
          officerId={route.officerId as AccountId}
        />
      )
    case 'sampling':
      return <SamplingScreen />
    case 'paper':
      return <PaperScreen />
    case 'walk-list':
      return <WalkListScreen key={route.copyId} copyId={route.copyId as CopyId} />
    case 'handover':
      return <HandoverScreen />
    case 'linkage':
      return <LinkageScreen />
    case 'distribution':
      return <DistributionScreen />
    case 'quality':
      return <QualityScreen />
    case 'sources':
      return <SourcesScreen />
    case 'raw-records':
      return <RawRecordsScreen />
    case 'sync':
      return <SyncScreen />
    case 'updates':
      return <UpdatesScreen />
    case 'diagnostics':
      return <DiagnosticsScreen />
    case 'network':
      return <NetworkScreen />
    case 'audit':
      return <AuditScreen />
    case 'accounts':
      return <AccountsScreen />
  }
}
