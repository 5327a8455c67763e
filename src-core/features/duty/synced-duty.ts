import { account, column, maybe, plainRows, text } from '../sync/plain-rows.ts'

/** Who acts for the chief from when to when: a review that a deputy may decide is not handed up to the superior office. */
export const syncedActing = plainRows({
  name: 'acting_periods',
  id: 'acting_id',
  columns: [
    account('chief_id', 'chief'),
    account('deputy_id', 'deputy'),
    text('from_date', 'from'),
    text('to_date', 'to'),
    text('reason', 'reason'),
    text('signed_at', 'signedAt'),
    maybe('removed_at', 'removedAt'),
  ],
})

/** Who covers whose beat from when to when. */
export const syncedCovers = plainRows({
  name: 'beat_covers',
  id: 'cover_id',
  columns: [
    text('beat', 'beat'),
    account('covered_id', 'covered'),
    account('covering_id', 'covering'),
    text('from_date', 'from'),
    text('to_date', 'to'),
    text('created_at', 'createdAt'),
    maybe('removed_at', 'removedAt'),
  ],
})

/** The station's beats, with their names. */
export const syncedBeats = plainRows({
  name: 'beats',
  id: 'beat',
  columns: [text('name', 'name'), text('created_at', 'createdAt')],
})

/** Who is on duty on which day and shift. */
export const syncedDuties = plainRows({
  name: 'duty_rows',
  id: 'duty_id',
  columns: [
    account('account_id', 'person'),
    text('date', 'date'),
    text('shift', 'shift'),
    text('from_time', 'from'),
    text('to_time', 'to'),
    text('created_at', 'createdAt'),
    maybe('removed_at', 'removedAt'),
  ],
  twins: {
    same: ['account_id', 'date', 'shift', 'from_time', 'to_time'],
    made: 'created_at',
    ended: 'removed_at',
    others: 'end',
  },
})

/** Who is assigned to which beat. Whose beats change sees it at the next log-in. */
export const syncedAssignments = plainRows({
  name: 'beat_assignments',
  id: 'assignment_id',
  columns: [
    account('account_id', 'person'),
    text('beat', 'beat'),
    text('from_date', 'from'),
    maybe('to_date', 'to'),
    text('created_at', 'createdAt'),
    maybe('removed_at', 'removedAt'),
  ],
  twins: {
    same: ['account_id', 'beat', 'from_date', 'to_date'],
    made: 'created_at',
    ended: 'removed_at',
    others: 'end',
  },
})

/** Which premises belong to which beat. */
export const syncedAreas = plainRows({
  name: 'beat_areas',
  id: 'area_id',
  columns: [
    text('kind', 'kind'),
    text('place', 'place'),
    text('key', 'key'),
    column('door_from', 'doorFrom', 'count-or-nothing'),
    column('door_to', 'doorTo', 'count-or-nothing'),
    text('side', 'side'),
    text('beat', 'beat'),
    text('from_date', 'from'),
    maybe('to_date', 'to'),
    text('created_at', 'createdAt'),
    maybe('removed_at', 'removedAt'),
  ],
  twins: {
    same: ['key', 'kind', 'door_from', 'door_to', 'side', 'beat', 'from_date', 'to_date'],
    made: 'created_at',
    ended: 'removed_at',
    others: 'end',
  },
})

/** What is to be inspected by whom, and the entry that did it. */
export const syncedInspections = plainRows({
  name: 'inspection_plans',
  id: 'plan_id',
  columns: [
    text('object', 'object'),
    maybe('object_number', 'objectNumber'),
    text('address', 'address'),
    maybe('address_key', 'addressKey'),
    text('beat', 'beat'),
    text('from_date', 'from'),
    text('to_date', 'to'),
    account('officer_id', 'officer'),
    column('fulfilled_by', 'fulfilledBy', 'entry-or-nothing'),
    maybe('fulfilled_on', 'fulfilledOn'),
    text('created_at', 'createdAt'),
    maybe('removed_at', 'removedAt'),
  ],
  // Both PCs plan a month's inspections from the same premises.
  twins: {
    same: ['object', 'address', 'officer_id', 'from_date', 'to_date'],
    made: 'created_at',
    done: 'fulfilled_by',
    ended: 'removed_at',
    others: 'end',
  },
})
