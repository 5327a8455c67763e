import { Button, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useText } from '../text/language.ts'
import { Blank } from './blank.tsx'
import classes from './screen.module.css'

type Props = {
  title: string
  /** Beside the title: filters, state. */
  aside?: ReactNode
  actions?: ReactNode
  /** The content scrolls by itself (a grid): no padding and no scrolling of the page. */
  fill?: boolean
  children: ReactNode
}

/** One page of the workplace: a heading with its actions, and the content under it. */
export function Screen({ title, aside, actions, fill = false, children }: Props) {
  return (
    <section className={classes.screen} aria-label={title}>
      <header className={classes.head}>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        <div className={classes.aside}>{aside}</div>
        <div className={classes.actions}>{actions}</div>
      </header>
      <div className={classes.body} data-fill={fill || undefined}>
        {children}
      </div>
    </section>
  )
}

type GuardProps = { children: ReactNode; title: string; text: string; retry: string }

class Guard extends Component<GuardProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Blank title={this.props.title}>
        <p>{this.props.text}</p>
        <Button variant="default" onClick={() => this.setState({ failed: false })}>
          {this.props.retry}
        </Button>
      </Blank>
    )
  }
}

/** Keeps a fault of one screen from taking the frame, and with it the way out, along. */
export function ScreenGuard({ children }: { children: ReactNode }) {
  const { common } = useText().frame
  return (
    <Guard title={common.screenFailedTitle} text={common.screenFailedText} retry={common.retry}>
      {children}
    </Guard>
  )
}
