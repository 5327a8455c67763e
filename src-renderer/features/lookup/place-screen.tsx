import { Button, UnstyledButton } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { PlaceScope } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
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
import { useStore } from '../../ui/store.ts'
import { Tag } from '../../ui/tag.tsx'
import { agreementTones } from './agreement-tones.ts'
import { BuildingRooms } from './building-rooms.tsx'
import { FileColumnView } from './file-column.tsx'
import { FileConflicts } from './file-conflicts.tsx'
import { FileTimeline } from './file-timeline.tsx'
import fileClasses from './file-screen.module.css'
import { PlacePeople } from './place-people.tsx'
import { PrintFile } from './print-file.tsx'
import classes from './place-screen.module.css'
import { insideText } from './place-words.ts'
import { FileUnindexed } from './unindexed-notice.tsx'

type PlaceFile = OutputOf<'lookup.place'>

/** 一房一档 and 一楼一档: who lives here by which system, whether they agree, and what the seven systems hold about the place. */
export function PlaceScreen({ recordId, scope }: { recordId: number; scope: PlaceScope }) {
  const text = useText()
  const session = useSession()
  const choice = useStore(purposeChoice)
  const ready = accessOf(choice) !== null
  const id = recordId as SourceRecordId
  const file = useCall(
    (signal) => {
      const access = accessNow()
      return access ? rpc.lookup.place({ recordId: id, scope, ...access }, { signal }) : null
    },
    [recordId, scope, ready, choice.purpose, choice.reference],
  )
  const shown = ready ? file.value : undefined
  const page = useRef<HTMLDivElement>(null)
  // As for a person's file: the list that had the focus is gone.
  useEffect(() => page.current?.focus(), [recordId, scope])
  const back = () => go({ screen: 'lookup' })
  return (
    <div ref={page} tabIndex={-1} className={fileClasses.page} onKeyDown={onKeys({ Escape: back })}>
      <Screen
        fill
        title={text.lookup.place.titles[shown?.ref.scope ?? scope]}
        aside={<PurposeBar />}
        actions={
          <>
            {shown?.ref.scope === 'room' ? (
              <Button variant="default" onClick={() => go({ screen: 'place', recordId, scope: 'building' })}>
                {text.lookup.place.wholeBuilding}
              </Button>
            ) : null}
            {shown && allowed(session.role, 'lookup.print') ? <PrintFile of={shown.ref} /> : null}
            <Button variant="default" onClick={back}>
              {text.lookup.file.back}
            </Button>
          </>
        }
      >
        {ready ? null : <Blank title={text.lookup.file.needsPurpose}>{text.frame.purpose.means}</Blank>}
        {file.error ? <ErrorNotice error={file.error} onRetry={file.again} /> : null}
        {shown ? <PlaceView file={shown} /> : null}
      </Screen>
    </div>
  )
}

function PlaceView({ file }: { file: PlaceFile }) {
  const text = useText()
  const format = useFormat()
  const words = text.lookup.place
  const { ref, agreement, rooms } = file
  const residents = file.people.filter(({ livesHere }) => livesHere).length
  const differing = rooms.filter((room) => room.agreement === 'differ').length
  return (
    <div className={classes.place}>
      <FileUnindexed unindexed={file.unindexed} />
      <div className={fileClasses.headline}>
        <h2>
          {file.building}
          {insideText(file.inside)}
        </h2>
        <p className={classes.verdict} role="status">
          {agreement === null ? (
            words.buildingSays(format.number(rooms.length), format.number(differing))
          ) : (
            <>
              <Tag tone={agreementTones[agreement]}>{words.agreements[agreement]}</Tag>{' '}
              {words.verdicts[agreement](format.number(residents))}
            </>
          )}
        </p>
      </div>
      <PlacePeople people={file.people} />
      {ref.scope === 'building' ? <BuildingRooms rooms={rooms} /> : null}
      <FileConflicts conflicts={file.conflicts} />
      <Others file={file} />
      {file.columns.length > 0 ? (
        <div className={classes.columns} role="group" aria-label={text.lookup.file.systems} tabIndex={0}>
          {file.columns.map((column) => (
            <FileColumnView key={column.system} column={column} place={ref.recordId} />
          ))}
        </div>
      ) : null}
      <FileTimeline timeline={file.timeline} />
    </div>
  )
}

/** Organisations and incidents at this place, by kind. */
function Others({ file }: { file: PlaceFile }) {
  const text = useText()
  if (file.others.length === 0) return null
  return (
    <section className={fileClasses.entries} aria-label={text.lookup.place.others}>
      <h3>{text.lookup.place.others}</h3>
      {file.others.map(({ subjectId, about, name }) => (
        <span key={subjectId} className={fileClasses.relation}>
          <span className={fileClasses.age}>{text.lookup.about[about]}</span>
          <UnstyledButton className={fileClasses.entry} onClick={() => go({ screen: 'file', subjectId })}>
            {name === '' ? text.lookup.file.nameless : name}
          </UnstyledButton>
        </span>
      ))}
    </section>
  )
}
