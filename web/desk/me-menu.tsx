import { Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useState } from 'react'
import { LANGUAGES } from '../../coordinator/protocol/language.ts'
import { initials } from '../calls/format.ts'
import type { KeyDialog } from '../keys/opened-store.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { showLanguage } from '../language/language.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { hrefOf } from '../pages/page.ts'
import { SignOutDialog, useMyCalls } from '../session/sign-out-dialog.tsx'
import { useAnswersCalls, useConsole, useDesk } from './use-console.ts'
import './me-menu.css'

export function MeMenu({ onSignOut }: { onSignOut: () => void }) {
  const { me, keys, preferences, notices } = useConsole()
  // As the desk shows it: somebody may have been renamed since the sign-in.
  const name = useDesk(({ confirmed }) => confirmed.agents.get(me.agentId)?.name ?? me.name)
  const answers = useAnswersCalls()
  const density = useSelector(preferences, ({ context }) => context.density)
  const language = useSelector(preferences, ({ context }) => context.language)
  const sheetKey = useKeyOf('sheet')
  const paletteKey = useKeyOf('palette')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const hasCalls = useMyCalls().length > 0
  const [opened, setOpened] = useState(false)
  const [asking, setAsking] = useState(false)
  const show = (dialog: KeyDialog) => {
    setOpened(false)
    keys.opened.trigger.opened({ dialog })
  }
  const chooseLanguage = (value: string) => {
    const chosen = LANGUAGES.find((it) => it === value) ?? 'auto'
    preferences.trigger.languageChosen({ language: chosen })
    showLanguage(chosen, 'start', 'desk').catch(() =>
      notices.trigger.show({ title: t('menu.noLanguage'), tone: 'bad' }),
    )
  }
  const signOut = () => {
    setOpened(false)
    if (hasCalls) setAsking(true)
    else onSignOut()
  }
  return (
    <>
      <SignOutDialog opened={asking} onStay={() => setAsking(false)} onSignOut={onSignOut} />
      <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus width={300}>
        <Popover.Target>
          <button type="button" className="me" onClick={() => setOpened((it) => !it)}>
            {initials(name)}
            <span className="visually-hidden">{t('menu.mine', { name })}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('menu.settings')} className="me-menu">
          <div>
            <b>{name}</b>
            <div className="soft small">
              {me.agentId} · {t(`role.${me.role}`)}
            </div>
          </div>
          <SegmentedControl
            aria-label={t('menu.theme')}
            fullWidth
            size="xs"
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
            data={[
              { value: 'light', label: t('menu.light') },
              { value: 'dark', label: t('menu.dark') },
              { value: 'auto', label: t('menu.auto') },
            ]}
          />
          <SegmentedControl
            aria-label={t('menu.density')}
            fullWidth
            size="xs"
            value={density}
            onChange={(value) =>
              preferences.trigger.densityChosen({ density: value === 'compact' ? value : 'comfortable' })
            }
            data={[
              { value: 'comfortable', label: t('menu.comfortable') },
              { value: 'compact', label: t('menu.compact') },
            ]}
          />
          <SegmentedControl
            aria-label={t('menu.language')}
            fullWidth
            size="xs"
            value={language}
            onChange={chooseLanguage}
            data={[
              { value: 'auto', label: t('menu.auto') },
              { value: 'en', label: t('language.en') },
              { value: 'de', label: t('language.de') },
            ]}
          />
          <div className="help-keys">
            <Button hotkey={paletteKey} onClick={() => show('palette')}>
              {t('menu.find')}
            </Button>
            <Button hotkey={sheetKey} onClick={() => show('sheet')}>
              {t('menu.allKeys')}
            </Button>
            <Button onClick={() => show('glossary')}>{t('menu.deskWords')}</Button>
            <Button
              onClick={() => {
                setOpened(false)
                keys.opened.trigger.tourBegun()
              }}
            >
              {t('help.takeTour')}
            </Button>
          </div>
          {answers ? (
            <a className="btn btn-plain" href={hrefOf('devices')} onClick={() => setOpened(false)}>
              {t('page.devices')}
            </a>
          ) : null}
          <a className="btn btn-plain" href={hrefOf('account')} onClick={() => setOpened(false)}>
            {t('page.account')}
          </a>
          <a className="btn btn-plain" href={hrefOf('wallboard')} onClick={() => setOpened(false)}>
            {t('page.wallboard')}
          </a>
          {me.role === 'admin' ? (
            <a className="btn btn-plain" href={hrefOf('audit')} onClick={() => setOpened(false)}>
              {t('page.audit')}
            </a>
          ) : null}
          {me.role === 'ops' || me.role === 'admin' ? (
            <a className="btn btn-plain" href="/ops/jobs" target="_blank" rel="noreferrer">
              {t('menu.jobs')}
            </a>
          ) : null}
          <Button icon={<IconLogout size={17} aria-hidden />} onClick={signOut}>
            {t('session.signOut')}
          </Button>
        </Popover.Dropdown>
      </Popover>
    </>
  )
}
