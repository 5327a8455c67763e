import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'

/** 运维管理: the accounts of the station. */
export function AccountsScreen() {
  const text = useText()
  return <Screen title={text.frame.nav.accounts}>{null}</Screen>
}
