import { Modal, Text } from '@mantine/core'
import { useFormat, useText } from '../../text/language.ts'
import classes from './accounts-screen.module.css'

type Props = { name: string; code: string; until: string; onClose: () => void }

/** A one-time code, shown once. */
export function FirstCode({ name, code, until, onClose }: Props) {
  const text = useText()
  const words = text.admin.accounts
  const format = useFormat()
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.firstCodeTitle}
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.stack}>
        <Text ff="monospace" size="xl" data-code>
          {code}
        </Text>
        <p className={classes.quiet}>{words.firstCodeShown(name, format.time(until))}</p>
      </div>
    </Modal>
  )
}
