import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Campaign } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import { ActDialog } from './act-dialog.tsx'
import type { Choices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { BeatField, CountField, DayField, PersonField } from './fields.tsx'
import { typedCount, typedDay } from './typed.ts'

/** A share as it is typed; the key keeps rows apart while they are edited. */
type TypedShare = { key: number; beat: string; officer: string; heads: string }

/** A campaign and its shares. */
export function CampaignDialog({
  row,
  choices,
  onClose,
}: {
  row: Campaign | null
  choices: Choices
  onClose: () => void
}) {
  const text = useText().duty
  const words = text.campaigns
  const [topic, setTopic] = useState(row?.topic ?? '')
  const [from, setFrom] = useState<string>(row?.from ?? today())
  const [to, setTo] = useState<string>(row?.to ?? '')
  const [shares, setShares] = useState<TypedShare[]>(
    () =>
      row?.shares.map(({ beat, officerId, heads }, key) => ({
        key,
        beat,
        officer: officerId ?? '',
        heads: String(heads),
      })) ?? [{ key: 0, beat: '', officer: '', heads: '' }],
  )
  const change = (key: number, part: Partial<TypedShare>) =>
    setShares(shares.map((share) => (share.key === key ? { ...share, ...part } : share)))
  return (
    <ActDialog
      title={row === null ? words.addTitle : words.editTitle}
      submit={row === null ? text.add : text.edit}
      recordId={row?.campaignId}
      size="xl"
      onClose={onClose}
      onSubmit={(reason) => {
        const [first, last] = [typedDay(from), typedDay(to)]
        const read = shares.map(({ beat, officer, heads }) => ({ beat, officer, heads: typedCount(heads) }))
        if (topic.trim().length < 2 || first === null || last === null || read.length === 0) return null
        const whole = read.flatMap(({ beat, officer, heads }) =>
          beat === '' || heads === null
            ? []
            : [{ beat, officerId: officer === '' ? null : (officer as AccountId), heads }],
        )
        if (whole.length < read.length) return null
        return rpc.duty.saveCampaign({
          ...(row === null ? {} : { campaignId: row.campaignId }),
          ...{ topic: topic.trim(), from: first, to: last, shares: whole, reason },
        })
      }}
      onRemove={row === null ? undefined : (reason) => rpc.duty.removeCampaign({ campaignId: row.campaignId, reason })}
    >
      {(checked) => (
        <>
          <TextInput
            className={classes.wide}
            label={words.topic}
            withAsterisk
            maxLength={100}
            value={topic}
            error={checked && topic.trim().length < 2 ? text.missing : null}
            onChange={(event) => setTopic(event.currentTarget.value)}
          />
          <DayField label={text.from} value={from} onChange={setFrom} required checked={checked} />
          <DayField label={text.to} value={to} onChange={setTo} required checked={checked} />
          <fieldset className={classes.shares}>
            <legend>{words.shares}</legend>
            {shares.map((share) => (
              <div key={share.key} className={classes.share}>
                <BeatField
                  label={text.beat}
                  beats={choices.beats}
                  value={share.beat}
                  onChange={(beat) => change(share.key, { beat })}
                  required
                  checked={checked}
                />
                <PersonField
                  label={text.officer}
                  staff={choices.staff.filter(({ staffKind }) => staffKind === 'officer')}
                  value={share.officer}
                  onChange={(officer) => change(share.key, { officer })}
                  none={words.wholeBeat}
                />
                <CountField
                  label={words.heads}
                  value={share.heads}
                  onChange={(heads) => change(share.key, { heads })}
                  required
                  checked={checked}
                />
                <ActionIcon
                  aria-label={words.removeShare}
                  disabled={shares.length === 1}
                  onClick={() => setShares(shares.filter(({ key }) => key !== share.key))}
                >
                  <IconX size={15} />
                </ActionIcon>
              </div>
            ))}
            <div>
              <Button
                variant="default"
                onClick={() =>
                  setShares([
                    ...shares,
                    { key: Math.max(-1, ...shares.map(({ key }) => key)) + 1, beat: '', officer: '', heads: '' },
                  ])
                }
              >
                {words.addShare}
              </Button>
            </div>
          </fieldset>
        </>
      )}
    </ActDialog>
  )
}
