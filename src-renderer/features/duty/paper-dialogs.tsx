import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { InputOf } from '../../../src-contract/contract.ts'
import type { PaperBatch } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import { ActDialog } from './act-dialog.tsx'
import { useChoices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { BeatField, ChoiceField, ClockField, CountField, DayField, PersonField } from './fields.tsx'
import { typedClock, typedCount, typedDay } from './typed.ts'

/** Paper goes to the clerk: entered by either side, whose confirmation it is. */
export function HandPaperDialog({ onClose }: { onClose: () => void }) {
  const text = useText().duty
  const words = text.paper
  const label = useLabel()
  const format = useFormat()
  const { role, accountId, beats: own } = useSession()
  const receives = role === 'clerk'
  const choices = useChoices()
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), []).value?.books ?? []
  const colleagues = useCall((signal) => rpc.accounts.colleagues({}, { signal }), []).value?.accounts ?? []
  const others = colleagues.filter((one) => one.accountId !== accountId && (one.role === 'clerk') !== receives)
  const [book, setBook] = useState('')
  const [beat, setBeat] = useState(own.length === 1 ? (own[0] ?? '') : '')
  const [sheets, setSheets] = useState('')
  const [other, setOther] = useState('')
  const [day, setDay] = useState<string>(today())
  const [clock, setClock] = useState(() => format.clock(new Date().toISOString()))
  const [note, setNote] = useState('')
  return (
    <ActDialog
      title={receives ? words.receiveTitle : words.handTitle}
      submit={receives ? words.receive : words.hand}
      means={receives ? words.receiveMeans : words.handMeans}
      reasonFor="neither"
      onClose={onClose}
      onSubmit={() => {
        const [date, time, count] = [typedDay(day), typedClock(clock), typedCount(sheets)]
        if (book === '' || beat === '' || other === '' || date === null || time === null || count === null) return null
        const handedAt = new Date(`${date}T${time}:00+08:00`).toISOString() as InputOf<'duty.handPaper'>['handedAt']
        return rpc.duty.handPaper({
          book,
          beat,
          sheets: count,
          handedAt,
          otherId: other as AccountId,
          note: note.trim(),
        })
      }}
    >
      {(checked) => (
        <>
          <ChoiceField
            label={words.book}
            value={book}
            onChange={setBook}
            required
            checked={checked}
            options={books.map((one) => ({ value: one.id, label: `${one.id} ${label(one.label)}` }))}
          />
          <BeatField
            label={text.beat}
            beats={choices.beats}
            value={beat}
            onChange={setBeat}
            required
            checked={checked}
          />
          <CountField label={words.sheets} value={sheets} onChange={setSheets} required checked={checked} />
          <PersonField
            label={receives ? words.handedBy : words.receivedBy}
            staff={choices.staff.filter(({ accountId: id }) => others.some((one) => one.accountId === id))}
            value={other}
            onChange={setOther}
            required
            checked={checked}
          />
          <DayField label={words.day} value={day} onChange={setDay} required checked={checked} />
          <ClockField label={words.clock} value={clock} onChange={setClock} required checked={checked} />
          <TextInput
            className={classes.wide}
            label={words.note}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  )
}

/** A batch in hand: the other side counts and confirms; while it is open it can be taken back. */
export function BatchDialog({ row, onClose }: { row: PaperBatch; onClose: () => void }) {
  const text = useText()
  const words = text.duty.paper
  const format = useFormat()
  const { accountId, role } = useSession()
  const [sheets, setSheets] = useState('')
  const waits = row.waitsFor === 'hander' ? row.handedBy : row.waitsFor === 'receiver' ? row.receivedBy : null
  const mine = waits === accountId
  const canCancel = waits !== null && (role === 'clerk' || !mine)
  return (
    <ActDialog
      title={mine ? words.confirmTitle(row.number) : words.batchTitle(row.number)}
      submit={mine ? words.confirm : null}
      {...(mine ? { means: words.confirmMeans } : {})}
      reasonFor="removal"
      onClose={onClose}
      recordId={role === 'clerk' ? row.batchId : undefined}
      onSubmit={() => {
        const count = typedCount(sheets)
        return mine && count !== null ? rpc.duty.confirmBatch({ batchId: row.batchId, sheets: count }) : null
      }}
      onRemove={canCancel ? (reason) => rpc.duty.cancelBatch({ batchId: row.batchId, reason }) : undefined}
      removeLabel={words.cancel}
    >
      {(checked) => (
        <>
          <p>
            {row.book} {row.beat} {words.handedBy} {row.handedByName} {format.time(row.handedAt)} {words.receivedBy}{' '}
            {row.receivedByName} {row.note}
          </p>
          {mine ? (
            <CountField
              label={words.counted}
              value={sheets}
              onChange={setSheets}
              required
              checked={checked}
              autoFocus
            />
          ) : (
            <p>
              {words.sheetsOf(format.number(row.sheets))} {words.waits[row.waitsFor]}
            </p>
          )}
        </>
      )}
    </ActDialog>
  )
}
