import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { AuthoritiesPanel } from './authorities-panel.tsx'
import { ProxyPanel } from './proxy-panel.tsx'
import { TestPanel } from './test-panel.tsx'
import classes from './network.module.css'

/** 网络设置: IT says how this PC reaches the platform and the feed of updates, and tries it. */
export function NetworkScreen() {
  const words = useText().network
  const { value, error, again } = useCall((signal) => rpc.network.get({}, { signal }), [])
  return (
    <Screen title={words.title}>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value ? (
        <div className={classes.stack}>
          <p className={classes.means}>{words.means}</p>
          <ProxyPanel proxy={value.proxy} onSaved={again} />
          <AuthoritiesPanel authorities={value.authorities} onChanged={again} />
          <TestPanel />
        </div>
      ) : error ? null : (
        <Loading />
      )}
    </Screen>
  )
}
