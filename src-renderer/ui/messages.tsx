import { MantineThemeProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import { useText } from '../text/language.ts'

/** The short-lived messages in the corner; their way to close has a name for those who do not see the cross. */
export function Messages() {
  const { close } = useText().frame.common
  const theme = useMemo(
    () => ({ components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } } } }),
    [close],
  )
  return (
    <MantineThemeProvider theme={theme}>
      <Notifications position="bottom-right" autoClose={5000} transitionDuration={0} limit={3} />
    </MantineThemeProvider>
  )
}
