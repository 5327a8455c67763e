import { Autocomplete, Button, Modal, NativeSelect, Select } from '@mantine/core'
import { useDeferredValue, useState, type SyntheticEvent } from 'react'
import type { CopyId } from '../../../src-contract/features/paper.contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './paper.module.css'
import { paperPurpose, purposes, type PaperPurpose } from './paper-purpose.ts'
import { useStore } from '../../ui/store.ts'

type Props = { onClose: () => void; onMade: (copyId: CopyId) => void }

/** Which building, who answers, who carries it, and why residents are printed in plain. */
export function PrepareDialog({ onClose, onMade }: Props) {
  const text = useText()
  const words = text.paper
  const format = useFormat()
  const session = useSession()
  const purpose = useStore(paperPurpose)
  const colleagues = useCall((signal) => rpc.accounts.colleagues({}, { signal }), []).value?.accounts ?? []
  const [place, setPlace] = useState('')
  const [officer, setOfficer] = useState<string | null>(session.role === 'officer' ? session.accountId : null)
  const [holder, setHolder] = useState<string | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [missing, setMissing] = useState(false)
  const [working, setWorking] = useState(false)
  const wanted = useDeferredValue(place.trim())
  const found = useCall(
    (signal) => (wanted.length >= 2 ? rpc.paper.buildings({ text: wanted }, { signal }) : null),
    [wanted],
  )
  const buildings = new Map((found.value?.buildings ?? []).map((one) => [one.place, one.entries]))
  const named = (roles: readonly string[]) =>
    colleagues
      .filter((one) => roles.includes(one.role))
      .map((one) => ({ value: one.accountId as string, label: `${one.name} ${one.staffNumber}` }))
  async function make(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    const carrier = holder ?? officer
    setMissing(place.trim() === '' || officer === null || carrier === null)
    if (place.trim() === '' || officer === null || carrier === null) return
    setWorking(true)
    const made = await rpc.paper.prepare({
      place: place.trim(),
      officerId: officer as AccountId,
      holderId: carrier as AccountId,
    })
    setWorking(false)
    if (!made.ok) setError(made.error)
    else onMade(made.value.copyId)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.makeTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void make(event)}>
        <p className={classes.quiet}>{words.makeMeans}</p>
        <Autocomplete
          label={words.place}
          placeholder={words.placeHint}
          data-autofocus
          withAsterisk
          value={place}
          onChange={setPlace}
          data={[...buildings.keys()].filter((one) => one !== place)}
          filter={({ options }) => options}
          renderOption={({ option }) => (
            <span>
              {option.value}{' '}
              <span className={classes.quiet}>{words.entries(format.number(buildings.get(option.value) ?? 0))}</span>
            </span>
          )}
          maxLength={200}
          spellCheck={false}
        />
        <div className={classes.pair}>
          <Select
            allowDeselect={false}
            label={words.officer}
            withAsterisk
            searchable
            data={named(['officer'])}
            value={officer}
            onChange={setOfficer}
          />
          <Select
            label={words.holder}
            searchable
            clearable
            placeholder={named(['officer']).find((one) => one.value === officer)?.label ?? ''}
            data={named(['officer', 'auxiliary', 'clerk'])}
            value={holder}
            onChange={setHolder}
          />
        </div>
        <NativeSelect
          label={words.purpose}
          value={purpose}
          onChange={(event) => paperPurpose.set(event.currentTarget.value as PaperPurpose)}
          data={purposes.map((one) => ({ value: one, label: `${one} ${text.frame.purposes[one]}` }))}
        />
        {missing ? (
          <Notice tone="bad" role="alert">
            {words.missing}
          </Notice>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={working}>
            {words.print}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
