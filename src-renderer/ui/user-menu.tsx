import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ShellInfo } from '../../src-contract/shell.ts'
import { ChangePassphrase } from '../features/accounts/change-passphrase.tsx'
import { useSession } from '../session/session-context.ts'
import { language, setLanguage, useText } from '../text/language.ts'
import classes from './app-frame.module.css'

const zooms = [1, 1.1, 1.25, 1.5] as const
const schemes = ['light', 'dark', 'auto'] as const
const rememberedZoom = 'beatbook.zoom'

/** Who is logged in, and what is a matter of taste: language, light or dark, size of text. */
export function UserMenu() {
  const text = useText()
  const session = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const [changing, setChanging] = useState(false)
  const [zoom, setZoom] = useState(() => Number(localStorage.getItem(rememberedZoom) ?? 1))
  const [info, setInfo] = useState<ShellInfo | null>(null)
  useEffect(() => {
    void window.shell.info().then(setInfo)
  }, [])
  function zoomTo(next: number) {
    localStorage.setItem(rememberedZoom, String(next))
    window.shell.setZoom(next)
    setZoom(next)
  }
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <UnstyledButton
            className={classes.user}
            aria-label={`${session.name} ${text.access.roles[session.role]} · ${text.frame.user.menu}`}
          >
            <span>{session.name}</span> <span className={classes.role}>{text.access.roles[session.role]}</span>
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChanging(true)}>{text.frame.user.changePassphrase}</Menu.Item>
          <Menu.Item onClick={() => void setLanguage(language.get() === 'en' ? 'zh-CN' : 'en')}>
            {text.frame.user.language}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{text.frame.user.themeLabel}</Menu.Label>
          <Menu.RadioGroup value={colorScheme} onChange={(next) => setColorScheme(next as (typeof schemes)[number])}>
            {schemes.map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme}>
                {text.frame.user.theme[scheme]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{text.frame.user.zoom}</Menu.Label>
          <Menu.RadioGroup value={String(zoom)} onChange={(next) => zoomTo(Number(next))}>
            {zooms.map((one) => (
              <Menu.RadioItem key={one} value={String(one)}>
                {Math.round(one * 100)}%
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          {info === null ? null : (
            <>
              <Menu.Divider />
              <Menu.Label>
                {text.frame.user.about} {info.version}
                {info.runtimeKind === 'fallback' ? ` · ${text.frame.status.fallback}` : ''}
              </Menu.Label>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {changing ? <ChangePassphrase onClose={() => setChanging(false)} /> : null}
    </>
  )
}
