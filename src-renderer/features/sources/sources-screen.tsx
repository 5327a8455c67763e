import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'

/** 数据导入: how fresh the seven systems are, and the import of their exports. */
export function SourcesScreen() {
  const text = useText()
  return <Screen title={text.frame.nav.sources}>{null}</Screen>
}
