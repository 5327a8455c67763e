import { Tabs } from '@mantine/core'
import { whenUserChanges } from '../../session/session-store.ts'
import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'
import { store, useStore } from '../../ui/store.ts'
import { AreasTab } from './areas-tab.tsx'
import { AssignmentsTab } from './assignments-tab.tsx'
import { CampaignsTab } from './campaigns-tab.tsx'
import classes from './duty-screen.module.css'
import { InspectionsTab } from './inspections-tab.tsx'
import { PaperTab } from './paper-tab.tsx'
import { RosterTab } from './roster-tab.tsx'

const tabs = {
  roster: RosterTab,
  assignments: AssignmentsTab,
  areas: AreasTab,
  inspections: InspectionsTab,
  campaigns: CampaignsTab,
  paper: PaperTab,
} as const
type Tab = keyof typeof tabs
const names = Object.keys(tabs) as Tab[]

/** Where one was stays so while one looks at something else. */
const chosen = store<Tab>('roster')
whenUserChanges(() => chosen.set('roster'))

/** 值勤与辖区: roster, assignments, areas, plans and paper; what stands under the books. */
export function DutyScreen() {
  const words = useText().duty
  const tab = useStore(chosen)
  return (
    <Screen title={words.title} fill>
      <Tabs
        className={classes.tabs}
        value={tab}
        keepMounted={false}
        onChange={(value) => chosen.set(names.find((name) => name === value) ?? 'roster')}
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
