import { UnstyledButton } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { MaskedValue } from '../../ui/masked-value.tsx'
import { accessNow } from '../../ui/purpose-state.ts'
import { go } from '../../ui/router.ts'
import { FreshnessBadge } from '../../ui/system-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useWhySeen } from './why-seen.ts'
import { CompareValue } from './compare-value.tsx'
import classes from './file-screen.module.css'

type Column = OutputOf<'lookup.open'>['columns'][number]
type Field = Column['records'][number]['fields'][number]

/** One system's records; a column that is empty says which kind of empty it is. @param place the record whose place this is */
export function FileColumnView({ column, place }: { column: Column; place?: SourceRecordId }) {
  const text = useText()
  const format = useFormat()
  const words = text.lookup.file
  const name = text.frame.systems[column.system]
  return (
    <section className={classes.column} aria-label={name} data-state={column.state}>
      <header>
        <h3>
          {name} <span className={classes.id}>{column.system}</span>
        </h3>
        {column.state === 'found' || column.state === 'none' ? (
          <FreshnessBadge freshness={column.freshness} />
        ) : (
          <Tag tone={column.state === 'denied' ? 'warn' : 'quiet'}>{text.lookup.answer[column.state]}</Tag>
        )}
        {column.lastReceived === null ? null : (
          <p className={classes.age} title={text.lookup.received(format.time(column.lastReceived))}>
            {column.state === 'found'
              ? text.lookup.received(format.time(column.lastReceived))
              : format.date(column.lastReceived)}
          </p>
        )}
      </header>
      {column.state === 'none' ? (
        <p className={classes.none}>
          <strong>{text.lookup.answer.none}</strong>
          <br />
          {words.noRecord}
        </p>
      ) : null}
      {column.state === 'denied' ? <p className={classes.none}>{words.denied}</p> : null}
      {column.state === 'never-received' ? <p className={classes.none}>{words.neverReceived}</p> : null}
      {column.records.map((record) => (
        <article key={record.recordId} className={classes.record}>
          <p className={classes.age}>
            {record.sourceTime === null
              ? words.received(format.date(record.receivedAt))
              : words.sourceTime(format.date(record.sourceTime))}
            {record.placed && place === undefined ? (
              <UnstyledButton
                className={classes.place}
                onClick={() => go({ screen: 'place', recordId: record.recordId, scope: 'room' })}
                aria-label={text.lookup.place.of(name)}
              >
                {text.lookup.place.open}
              </UnstyledButton>
            ) : null}
          </p>
          <dl>
            {record.fields.map((field) => (
              <FieldView key={field.key} field={field} recordId={record.recordId} system={column.system} />
            ))}
          </dl>
        </article>
      ))}
    </section>
  )
}

type FieldProps = { field: Field; recordId: SourceRecordId; system: SystemId }

function FieldView({ field, recordId, system }: FieldProps) {
  const why = useWhySeen()
  const label = useLabel()
  const session = useSession()
  const name = label(field.label)
  return (
    <div>
      <dt title={why(system, field)}>{name}</dt>
      <dd>
        {field.masked && field.revealable && allowed(session.role, 'lookup.reveal') ? (
          <>
            <MaskedValue
              name={name}
              masked={field.value}
              reveal={() => {
                const access = accessNow()
                return access ? rpc.lookup.reveal({ recordId, field: field.key, ...access }) : null
              }}
            />
            <CompareValue
              name={name}
              compare={(value) => {
                const access = accessNow()
                return access ? rpc.lookup.compare({ recordId, field: field.key, value, ...access }) : null
              }}
            />
          </>
        ) : (
          // A system's local time is shown as it came, without the T of ISO 8601.
          field.value.replace(/^(\d{4}-\d{2}-\d{2})T/, '$1 ')
        )}
      </dd>
    </div>
  )
}
