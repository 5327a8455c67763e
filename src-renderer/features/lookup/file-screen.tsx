import { ActionIcon, Button, Kbd, NativeSelect } from '@mantine/core'
import { IconHome } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { PurposeBar } from '../../ui/purpose-bar.tsx'
import { accessNow, accessOf, purposeChoice } from '../../ui/purpose-state.ts'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useStore } from '../../ui/store.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { WhyLinked } from '../linkage/why-linked.tsx'
import { openNewDraft } from '../ledger/open-draft.ts'
import { FileColumnView } from './file-column.tsx'
import { FileConflicts } from './file-conflicts.tsx'
import { FileRelations } from './file-relations.tsx'
import { FileTimeline } from './file-timeline.tsx'
import { PrintFile } from './print-file.tsx'
import { FileUnindexed } from './unindexed-notice.tsx'
import classes from './file-screen.module.css'

type SubjectFile = OutputOf<'lookup.open'>
type Reason = SubjectFile['reasons'][number]

/** 一人一档: what the seven systems hold, side by side, masked, each with its age. */
export function FileScreen({ subjectId }: { subjectId: number }) {
  const text = useText()
  const session = useSession()
  const choice = useStore(purposeChoice)
  const ready = accessOf(choice) !== null
  const id = subjectId as SubjectId
  const file = useCall(
    (signal) => {
      const access = accessNow()
      return access ? rpc.lookup.open({ subjectId: id, ...access }, { signal }) : null
    },
    [subjectId, ready, choice.purpose, choice.reference],
  )
  const title = text.lookup.file[file.value?.about ?? 'person']
  const back = () => go({ screen: 'lookup' })
  const page = useRef<HTMLDivElement>(null)
  // The list that had the focus is gone: Escape, Tab and the arrows go on from the file.
  useEffect(() => page.current?.focus(), [])
  const isHere = ready && file.value?.subjectId === id
  const placeOf = isHere ? (file.value?.placeOf ?? null) : null
  /** Alt+P before the file is there is heeded when it is: whoever knows the keys does not wait for the screen. */
  const early = useRef(false)
  const openPlace = () => (placeOf === null ? (early.current = file.asking) : toPlace(placeOf))
  useKeys({ 'alt+P': () => void openPlace() })
  useEffect(() => {
    if (early.current && placeOf !== null) toPlace(placeOf)
    if (isHere) early.current = false
  }, [isHere, placeOf])
  return (
    <div ref={page} tabIndex={-1} className={classes.page} onKeyDown={onKeys({ Escape: back })}>
      <Screen
        fill
        title={title}
        aside={<PurposeBar />}
        actions={
          <>
            {file.value && ready && allowed(session.role, 'ledger.openDraft') ? (
              <DraftButtons file={file.value} />
            ) : null}
            {placeOf === null ? null : <PlaceButton recordId={placeOf} />}
            {file.value && ready && allowed(session.role, 'lookup.print') ? (
              <PrintFile of={{ subjectId: file.value.subjectId }} />
            ) : null}
            {file.value && ready ? <WhyLinked file={file.value} /> : null}
            <Button variant="default" onClick={back}>
              {text.lookup.file.back}
            </Button>
          </>
        }
      >
        {ready ? null : <Blank title={text.lookup.file.needsPurpose}>{text.frame.purpose.means}</Blank>}
        {file.error ? <ErrorNotice error={file.error} onRetry={file.again} /> : null}
        {file.value && ready ? <FileView file={file.value} /> : null}
      </Screen>
    </div>
  )
}

const toPlace = (recordId: SourceRecordId): void => go({ screen: 'place', recordId, scope: 'room' })

/** The home of this person, or where the organisation is, as a file of its own. */
function PlaceButton({ recordId }: { recordId: SourceRecordId }) {
  const text = useText()
  return (
    <ActionIcon
      variant="default"
      size="input-sm"
      aria-label={text.lookup.place.open}
      title={`${text.lookup.place.open} Alt+P`}
      onClick={() => toPlace(recordId)}
    >
      <IconHome size={18} />
    </ActionIcon>
  )
}

function FileView({ file }: { file: SubjectFile }) {
  const text = useText()
  const words = text.lookup.file
  const { headline } = file
  const format = useFormat()
  const facts: readonly (readonly [string, string | null, Reason['element'] | null])[] = [
    [words.idNumber, headline.idNumber, null],
    [words.sex, headline.sex, 'sex'],
    [words.birthYear, headline.birthYear, 'birthDate'],
    [words.phone, headline.phone, 'phone'],
    [words.address, headline.address, 'address'],
  ]
  const systems = (ids: readonly SystemId[]): string => format.list(ids.map((id) => text.frame.systems[id]))
  const why = (element: Reason['element'] | null): string | undefined => {
    const reason = file.reasons.find((one) => one.element === element)
    return (
      reason &&
      words.reason({
        system: text.frame.systems[reason.system],
        day: reason.sourceTime === null ? '' : format.date(reason.sourceTime),
        order: systems(reason.order.slice(0, 3)),
        differing: systems(reason.differing),
      })
    )
  }
  const differs = (element: Reason['element'] | null): boolean =>
    file.reasons.some((one) => one.element === element && one.differing.length > 0)
  return (
    <>
      <FileUnindexed unindexed={file.unindexed} />
      <div className={classes.headline}>
        <h2 title={why('name')}>{headline.name}</h2>
        <dl>
          {facts.map(([name, value, element]) =>
            value === null || value === '' ? null : (
              <div key={name} title={why(element)}>
                <dt>{name}</dt>
                <dd>
                  {value}
                  {differs(element) ? <Tag tone="warn">{words.differs}</Tag> : null}
                </dd>
              </div>
            ),
          )}
        </dl>
      </div>
      <div className={classes.columns} role="group" aria-label={words.systems} tabIndex={0}>
        {file.columns.map((column) => (
          <FileColumnView key={column.system} column={column} />
        ))}
      </div>
      <FileConflicts conflicts={file.conflicts} />
      <FileRelations relations={file.relations} />
      <FileTimeline timeline={file.timeline} />
    </>
  )
}

/** 记走访 / 登记居民: core fills the draft from the file; the chosen record comes first where systems differ. */
function DraftButtons({ file }: { file: SubjectFile }) {
  const text = useText()
  const format = useFormat()
  const [recordId, setRecordId] = useState('')
  const [opening, setOpening] = useState(false)
  const records = file.columns.flatMap((column) =>
    column.records.map((record) => ({
      value: String(record.recordId),
      label: `${text.frame.systems[column.system]} ${format.date(record.sourceTime ?? record.receivedAt)}`,
    })),
  )
  async function open(book: string) {
    const access = accessNow()
    if (!access) return
    setOpening(true)
    await openNewDraft(book as BookId, {
      from: {
        subjectId: file.subjectId,
        ...(recordId === '' ? {} : { recordId: Number(recordId) as SourceRecordId }),
        ...access,
      },
    })
    setOpening(false)
  }
  useKeys({ 'alt+N': () => void open('L06') })
  return (
    <>
      {records.length > 1 ? (
        <NativeSelect
          aria-label={text.lookup.file.chooseSource}
          value={recordId}
          onChange={(event) => setRecordId(event.currentTarget.value)}
          data={[{ value: '', label: text.lookup.file.chooseSource }, ...records]}
          className={classes.source}
        />
      ) : null}
      <Button loading={opening} onClick={() => void open('L06')} rightSection={<Kbd size="xs">Alt+N</Kbd>}>
        {text.lookup.file.newVisit}
      </Button>
      {file.about === 'person' ? (
        <Button variant="default" disabled={opening} onClick={() => void open('L02')}>
          {text.lookup.file.newResident}
        </Button>
      ) : null}
    </>
  )
}
