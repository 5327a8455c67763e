import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Campaign } from '../../../src-contract/features/duty.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDays } from './use-days.ts'
import { CampaignDialog } from './campaign-dialog.tsx'
import { useChoices } from './duty-choices.ts'
import classes from './duty-screen.module.css'

const tones = { planned: 'quiet', running: 'accent', over: 'quiet' } as const

/** 宣传任务: how many people each beat or officer has to reach, and by when. */
export function CampaignsTab() {
  const text = useText().duty
  const words = text.campaigns
  const format = useFormat()
  const days = useDays()
  const { role } = useSession()
  const edits = allowed(role, 'duty.saveCampaign')
  const choices = useChoices()
  const [open, setOpen] = useState<Campaign | 'new' | null>(null)
  const { value, error, again } = useCall((signal) => rpc.duty.campaigns({}, { signal }), [])
  useDataChanged('duty', again)
  const campaigns = value?.campaigns ?? []
  return (
    <>
      <div className={classes.toolbar}>
        {edits ? null : <span className={classes.quiet}>{text.own}</span>}
        <span className={classes.space} />
        {edits ? <Button onClick={() => setOpen('new')}>{words.add}</Button> : null}
      </div>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && campaigns.length === 0 ? (
        <Blank title={words.emptyTitle}>{edits ? words.emptyText : null}</Blank>
      ) : null}
      {campaigns.length > 0 ? (
        <div className={classes.scroll}>
          <table className={classes.table} aria-label={words.list}>
            <thead>
              <tr>
                <th scope="col">{words.topic}</th>
                <th scope="col">{words.state}</th>
                <th scope="col">{words.window}</th>
                <th scope="col" data-align="end">
                  {words.heads}
                </th>
                <th scope="col">{words.shares}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {campaigns.map((campaign) => (
                <tr key={campaign.campaignId}>
                  <th scope="row">{campaign.topic}</th>
                  <td>
                    <Tag tone={tones[campaign.state]}>{words.states[campaign.state]}</Tag>
                  </td>
                  <td>{days(campaign)}</td>
                  <td data-align="end">{format.number(campaign.heads)}</td>
                  <td>
                    {format.list(
                      campaign.shares.map(({ beat, officerName, heads }) =>
                        `${beat} ${officerName ?? ''}`.trim().concat(' ', words.total(format.number(heads))),
                      ),
                    )}
                  </td>
                  <td data-align="end">
                    {edits ? (
                      <Button
                        variant="subtle"
                        size="compact-xs"
                        aria-label={`${text.edit} ${campaign.topic}`}
                        onClick={() => setOpen(campaign)}
                      >
                        {text.edit}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {open === null ? null : (
        <CampaignDialog row={open === 'new' ? null : open} choices={choices} onClose={() => setOpen(null)} />
      )}
    </>
  )
}
