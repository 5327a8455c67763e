import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { schemes, zooms } from '../../src-contract/shell-look.ts'
import type { ShellInfo } from '../../src-contract/shell.ts'
import { allowed } from '../rpc/allowed.ts'
import { ChangePassphrase } from '../features/accounts/change-passphrase.tsx'
import { useSession } from '../session/session-context.ts'
import { choose, zoom } from '../session/preferences.ts'
import { language, useText } from '../text/language.ts'
import { scheme } from '../theme/scheme.ts'
import classes from './app-frame.module.css'
import { go } from './router.ts'
import { useStore } from './store.ts'

/** Who is logged in, and what is a matter of taste: language, light or dark, size of text. */
export function UserMenu() {
  const text = useText()
  const session = useSession()
  const shownScheme = useStore(scheme)
  const shownZoom = useStore(zoom)
  const [changing, setChanging] = useState(false)
  const [info, setInfo] = useState<ShellInfo | null>(null)
  useEffect(() => {
    void window.shell.info().then(setInfo)
  }, [])
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
          <Menu.Item onClick={() => void choose({ name: 'language', value: language.get() === 'en' ? 'zh-CN' : 'en' })}>
            {text.frame.user.language}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{text.frame.user.themeLabel}</Menu.Label>
          <Menu.RadioGroup
            value={shownScheme}
            onChange={(next) => {
              const value = schemes.find((one) => one === next)
              if (value) void choose({ name: 'scheme', value })
            }}
          >
            {schemes.map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme}>
                {text.frame.user.theme[scheme]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{text.frame.user.zoom}</Menu.Label>
          <Menu.RadioGroup
            value={String(shownZoom)}
            onChange={(next) => {
              const value = zooms.find((one) => String(one) === next)
              if (value) void choose({ name: 'zoom', value })
            }}
          >
            {zooms.map((one) => (
              <Menu.RadioItem key={one} value={String(one)}>
                {Math.round(one * 100)}%
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          {info === null ? null : (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => go({ screen: 'updates' })}>{text.frame.user.updates}</Menu.Item>
              {allowed(session.role, 'core.diagnostics') ? (
                <Menu.Item onClick={() => go({ screen: 'diagnostics' })}>{text.frame.user.diagnostics}</Menu.Item>
              ) : null}
              {allowed(session.role, 'network.get') ? (
                <Menu.Item onClick={() => go({ screen: 'network' })}>{text.frame.user.network}</Menu.Item>
              ) : null}
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
