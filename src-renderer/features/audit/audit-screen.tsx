import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'

/** 审计倒查: who did what, when and why. */
export function AuditScreen() {
  const text = useText()
  return <Screen title={text.frame.nav.audit}>{null}</Screen>
}
