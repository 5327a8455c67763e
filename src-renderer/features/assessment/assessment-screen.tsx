import { Tabs } from '@mantine/core'
import { allowed } from '../../rpc/allowed.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import type { MethodName } from '../../../src-contract/contract.ts'
import { CallBacksTab } from '../evaluations/call-backs-tab.tsx'
import { EvaluationsTab } from '../evaluations/evaluations-tab.tsx'
import { AppealsTab } from './appeals-tab.tsx'
import classes from './assessment.module.css'
import { assessmentTab, assessmentTabs, type AssessmentTab } from './chosen-tab.ts'
import { ProgressTab } from './progress-tab.tsx'
import { RunsTab } from './runs-tab.tsx'

const tabs = {
  progress: ProgressTab,
  runs: RunsTab,
  evaluations: EvaluationsTab,
  callBacks: CallBacksTab,
  appeals: AppealsTab,
} as const satisfies Record<AssessmentTab, () => unknown>
const needed = {
  progress: 'assessment.progress',
  runs: 'assessment.runs',
  evaluations: 'evaluations.surveys',
  callBacks: 'evaluations.callBacks',
  appeals: 'assessment.appeals',
} as const satisfies Record<AssessmentTab, MethodName>

/** 绩效考评: the running period of an officer, results, and appeals; each role sees what it may call. */
export function AssessmentScreen() {
  const words = useText().assessment
  const { role } = useSession()
  const names = assessmentTabs.filter((name) => allowed(role, needed[name]))
  const wanted = useStore(assessmentTab)
  const tab = wanted !== null && names.includes(wanted) ? wanted : (names[0] ?? 'appeals')
  return (
    <Screen title={words.title} fill>
      <Tabs
        className={classes.tabs}
        value={tab}
        keepMounted={false}
        onChange={(value) => assessmentTab.set(names.find((name) => name === value) ?? null)}
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
