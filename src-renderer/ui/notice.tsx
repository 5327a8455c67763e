import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertTriangle } as const

type Props = {
  tone: keyof typeof icons
  role?: 'alert' | 'status'
  children: ReactNode
}

/** A sentence that needs attention, in place and without a dialog. */
export function Notice({ tone, role, children }: Props) {
  const Icon = icons[tone]
  return (
    <div className={classes.notice} data-tone={tone} role={role}>
      <Icon className={classes.icon} size={16} aria-hidden />
      <div className={classes.text}>{children}</div>
    </div>
  )
}
