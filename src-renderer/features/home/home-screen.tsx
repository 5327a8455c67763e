import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'

/** 今日待办: what is to be done today, by role. */
export function HomeScreen() {
  const text = useText()
  return <Screen title={text.frame.nav.home}>{null}</Screen>
}
