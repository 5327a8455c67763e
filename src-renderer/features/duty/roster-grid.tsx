import { useId, useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { weekdayOf } from '../../../src-domain/duty/calendar.rules.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { onKeys } from '../../ui/ime.ts'
import { today } from '../../ui/today.ts'
import type { Choices } from './duty-choices.ts'
import classes from './roster-grid.module.css'

type Roster = OutputOf<'duty.roster'>
type Props = {
  roster: Roster
  shifts: Choices['shifts']
  onOpen: ((accountId: string, date: string) => void) | undefined
}

/** A row per person, a column per day. One tab stop: arrows move, Enter opens the day. */
export function RosterGrid({ roster, shifts, onOpen }: Props) {
  const words = useText().duty.roster
  const label = useLabel()
  const format = useFormat()
  const id = useId()
  const grid = useRef<HTMLTableElement>(null)
  const { days, people } = roster
  const [active, setActive] = useState({ row: 0, day: 0 })
  const row = Math.min(active.row, people.length - 1)
  const day = Math.min(active.day, days.length - 1)
  function move(rows: number, columns: number) {
    const next = { row: clamp(row + rows, people.length), day: clamp(day + columns, days.length) }
    setActive(next)
    grid.current?.querySelector(`#${CSS.escape(`${id}-${next.row}-${next.day}`)}`)?.scrollIntoView({ block: 'nearest' })
  }
  function open(at: { row: number; day: number }) {
    const person = people[at.row]
    const date = days[at.day]?.date
    if (person !== undefined && date !== undefined) onOpen?.(person.accountId, date)
  }
  const keys = onKeys({
    ArrowDown: () => move(1, 0),
    ArrowUp: () => move(-1, 0),
    ArrowRight: () => move(0, 1),
    ArrowLeft: () => move(0, -1),
    Home: () => move(0, -days.length),
    End: () => move(0, days.length),
    PageDown: () => move(10, 0),
    PageUp: () => move(-10, 0),
    Enter: () => open({ row, day }),
  })
  const shiftOf = (shift: string) => shifts.find((one) => one.id === shift)
  return (
    <div className={classes.scroller}>
      <table
        ref={grid}
        className={classes.grid}
        role="grid"
        aria-label={words.grid}
        aria-rowcount={people.length + 1}
        aria-colcount={days.length + 2}
        aria-activedescendant={`${id}-${row}-${day}`}
        tabIndex={0}
        onKeyDown={keys}
      >
        <thead>
          <tr>
            <th scope="col" className={classes.name}>
              {words.name}
            </th>
            {days.map(({ date, kind, name }) => (
              <th
                key={date}
                scope="col"
                data-kind={kind}
                data-today={date === today() || undefined}
                title={`${date} ${words.kinds[kind]}${name === null ? '' : ` ${name}`}`}
              >
                <span className={classes.number}>{Number(date.slice(8))}</span>
                <span className={classes.weekday}>
                  {kind === 'holiday' || kind === 'makeup' ? words.marks[kind] : words.weekdays[weekdayOf(date)]}
                </span>
              </th>
            ))}
            <th scope="col" className={classes.total} title={words.totalMeans}>
              {words.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person, at) => (
            <tr key={person.accountId} data-inactive={!person.active || undefined}>
              <th scope="row" className={classes.name} title={person.staffNumber}>
                {person.name}
              </th>
              {days.map(({ date, kind }, on) => {
                const duties = person.duties.filter((one) => one.date === date)
                const told = duties.map((one) => {
                  const shift = shiftOf(one.shift)
                  const name = shift === undefined ? one.shift : label(shift.label)
                  return shift?.onDuty === true ? `${name} ${one.from}–${one.to}` : name
                })
                return (
                  <td
                    key={date}
                    id={`${id}-${at}-${on}`}
                    role="gridcell"
                    data-kind={kind}
                    data-active={(at === row && on === day) || undefined}
                    data-duty={duties.some((one) => shiftOf(one.shift)?.onDuty) || undefined}
                    aria-label={words.cell(person.name, date, told.length === 0 ? words.empty : format.list(told))}
                    title={format.list(told)}
                    onClick={() => setActive({ row: at, day: on })}
                    onDoubleClick={() => open({ row: at, day: on })}
                  >
                    {duties.map((one) => label(shiftOf(one.shift)?.short ?? { zh: '?', en: '?' })).join('')}
                  </td>
                )
              })}
              <td className={classes.total}>
                {words.totalOf(format.number(person.dutyDays), format.number(roster.workingDays))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function clamp(at: number, count: number): number {
  return Math.min(Math.max(0, at), count - 1)
}
