import { Tabs } from '@mantine/core'
import { allowed } from '../../rpc/allowed.ts'
import { useSession } from '../../session/session-context.ts'
import { whenUserChanges } from '../../session/session-store.ts'
import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'
import { store, useStore } from '../../ui/store.ts'
import { AppealsTab } from './appeals-tab.tsx'
import classes from './assessment.module.css'
import { ProgressTab } from './progress-tab.tsx'
import { RunsTab } from './runs-tab.tsx'

const tabs = { progress: ProgressTab, runs: RunsTab, appeals: AppealsTab } as const
type Tab = keyof typeof tabs
const needed = { progress: 'assessment.progress', runs: 'assessment.runs', appeals: 'assessment.appeals' } as const

/** Where one was stays so while one looks at something else. */
const chosen = store<Tab | null>(null)
whenUserChanges(() => chosen.set(null))

/** 绩效考评: the running period of an officer, results, and appeals; each role sees what it may call. */
export function AssessmentScreen() {
  const words = useText().assessment
  const { role } = useSession()
  const names = (Object.keys(tabs) as Tab[]).filter((name) => allowed(role, needed[name]))
  const wanted = useStore(chosen)
  const tab = wanted !== null && names.includes(wanted) ? wanted : (names[0] ?? 'appeals')
  return (
    <Screen title={words.title} fill>
      <Tabs
        className={classes.tabs}
        value={tab}
        keepMounted={false}
        onChange={(value) => chosen.set(names.find((name) => name === value) ?? null)}
      >
        <Tabs.List className={classes.tabList}>
          {names.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {words.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {names.map((name) => {
          const Content = tabs[name]
          return (
            <Tabs.Panel key={name} value={name} className={classes.panel}>
              <Content />
            </Tabs.Panel>
          )
        })}
      </Tabs>
    </Screen>
  )
}
