import type { ReactNode } from 'react'
import classes from './list-page.module.css'

/** Above a list what it shows, below it what can be done with what was chosen. */
export function ListBar({ children }: { children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>
}

type Props = {
  /** Rows of another question are still in sight: nobody can act on them. */
  behind: boolean
  children?: ReactNode
}

/** All the room that the bars leave. */
export function ListRoom({ behind, children }: Props) {
  return (
    <div className={classes.list} inert={behind} aria-busy={behind}>
      {children}
    </div>
  )
}

/** What the list does not show. */
export function ListNote({ children }: { children: ReactNode }) {
  return <div className={classes.note}>{children}</div>
}
