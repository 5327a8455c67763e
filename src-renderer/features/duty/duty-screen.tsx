import { Tabs } from '@mantine/core'
import type { JSX } from 'react'
import { useText } from '../../text/language.ts'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import { AreasTab } from './areas-tab.tsx'
import { AssignmentsTab } from './assignments-tab.tsx'
import { dutyTab, dutyTabs, type DutyTab } from './chosen-tab.ts'
import { CampaignsTab } from './campaigns-tab.tsx'
import classes from './duty-screen.module.css'
import { InspectionsTab } from './inspections-tab.tsx'
import { PaperTab } from './paper-tab.tsx'
import { RosterTab } from './roster-tab.tsx'

const tabs: Readonly<Record<DutyTab, () => JSX.Element>> = {
  roster: RosterTab,
  assignments: AssignmentsTab,
  areas: AreasTab,
  inspections: InspectionsTab,
  campaigns: CampaignsTab,
  paper: PaperTab,
}

/** 值勤与辖区: roster, assignments, areas, plans and paper; what stands under the books. */
export function DutyScreen() {
  const words = useText().duty
  const tab = useStore(dutyTab)
  return (
    <Screen title={words.title} fill>
      <Tabs
        className={classes.tabs}
        value={tab}
        keepMounted={false}
        onChange={(value) => dutyTab.set(dutyTabs.find((name) => name === value) ?? 'roster')}
      >
        <Tabs.List className={classes.tabList}>
          {dutyTabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {words.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {dutyTabs.map((name) => {
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
