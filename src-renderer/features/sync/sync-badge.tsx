import { UnstyledButton } from '@mantine/core'
import { IconCloud, IconCloudCheck, IconCloudOff, IconDeviceDesktop } from '@tabler/icons-react'
import { useEffect } from 'react'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import { useNow } from '../../ui/use-now.ts'
import { indicatorWords, syncTones } from './sync-words.ts'
import classes from './sync.module.css'
import { useSyncStatus } from './use-sync-status.ts'

const icons = {
  'not-enrolled': IconDeviceDesktop,
  stopped: IconCloudOff,
  syncing: IconCloud,
  attention: IconCloud,
  waiting: IconCloud,
  offline: IconCloudOff,
  unchecked: IconCloud,
  synced: IconCloudCheck,
} as const

/** Where the records are, in words; leads to the details. */
export function SyncBadge() {
  const words = useText().sync
  const format = useFormat()
  const now = useNow(60_000)
  const { value } = useSyncStatus()
  useEffect(() => {
    const isBack = (): void => void rpc.sync.networkBack({})
    window.addEventListener('online', isBack)
    return () => window.removeEventListener('online', isBack)
  }, [])
  if (value === undefined) return null
  const Icon = icons[value.state]
  return (
    <UnstyledButton
      className={classes.badge}
      data-tone={syncTones[value.state]}
      title={words.label}
      onClick={() => go({ screen: 'sync' })}
    >
      <Icon size={15} aria-hidden />
      <span role="status">{indicatorWords(words, format.number, value, now)}</span>
    </UnstyledButton>
  )
}
