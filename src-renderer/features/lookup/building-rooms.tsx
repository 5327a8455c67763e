import { UnstyledButton } from '@mantine/core'
import type { BuildingRoom } from '../../../src-contract/features/lookup-place.shapes.ts'
import { useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { agreementTones } from './agreement-tones.ts'
import classes from './place-screen.module.css'

type Floor = { unit: string; floor: string; rooms: BuildingRoom[] }

/** A building as it stands: units side by side would not fit the screen, so each has its floors from the top down. */
export function BuildingRooms({ rooms }: { rooms: readonly BuildingRoom[] }) {
  const words = useText().lookup.place
  const units = [...new Set(rooms.map(({ inside }) => inside.unit))]
  return (
    <div className={classes.units}>
      {units.map((unit) => (
        <section key={unit} className={classes.unit} aria-label={unit === '' ? words.noUnit : unit}>
          <h3>{unit === '' ? words.noUnit : unit}</h3>
          {floorsOf(rooms, unit).map(({ floor, rooms: onFloor }) => (
            <div key={floor} className={classes.floor}>
              <span className={classes.floorName}>{floor === '' ? words.noFloor : words.floor(floor)}</span>
              <div className={classes.rooms}>
                {onFloor.map((room) => (
                  <RoomButton key={room.recordId} room={room} />
                ))}
              </div>
            </div>
          ))}
        </section>
      ))}
    </div>
  )
}

function RoomButton({ room }: { room: BuildingRoom }) {
  const text = useText()
  const { inside, people, agreement, recordId } = room
  const names = people.map(({ name }) => (name === '' ? text.lookup.file.nameless : name))
  const systems = [...new Set(people.flatMap((one) => one.systems))]
  return (
    <UnstyledButton
      className={classes.room}
      data-agreement={agreement}
      onClick={() => go({ screen: 'place', recordId, scope: 'room' })}
    >
      <span className={classes.roomName}>
        <strong>{inside.room}</strong>
        <Tag tone={agreementTones[agreement]}>{text.lookup.place.agreements[agreement]}</Tag>
      </span>
      <span className={classes.roomPeople}>{names.join(' ')}</span>
      <span className={classes.roomSystems}>{systems.map((system) => text.frame.systems[system]).join(' ')}</span>
    </UnstyledButton>
  )
}

/** In the order in which they come: from the top floor down. */
function floorsOf(rooms: readonly BuildingRoom[], unit: string): Floor[] {
  const floors = new Map<string, Floor>()
  for (const room of rooms) {
    if (room.inside.unit !== unit) continue
    const floor = floorOf(room)
    const known = floors.get(floor)
    if (known) known.rooms.push(room)
    else floors.set(floor, { unit, floor, rooms: [room] })
  }
  return [...floors.values()]
}

/** The number of the floor, as the address or the number of the room tells it. */
function floorOf({ inside: { floor, room } }: BuildingRoom): string {
  const digits = /\d{1,3}/.exec(floor)?.[0] ?? /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room)?.[1]
  return digits === undefined ? '' : String(Number(digits))
}
