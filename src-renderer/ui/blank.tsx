import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './blank.module.css'

/** Nothing here, not allowed, or not yet: a title, what it means, and the next step. */
export function Blank({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.blank}>
      <Text fw={600}>{title}</Text>
      {children === undefined ? null : <div className={classes.more}>{children}</div>}
    </div>
  )
}
