import { Switch } from '@mantine/core'
import { IconHeadset } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { headsetStore } from './headset/headset-store.ts'
import { hidOf } from './headset/hid.ts'

import { allowHeadset } from './headset/start-headset.ts'
import { useAttempt } from './use-attempt.ts'

/** The keys of the headset itself, behind a switch. */
export function HeadsetKeys() {
  const { on, headsets, pressed } = useSelector(headsetStore, ({ context }) => context)
  const { busy, trouble, attempt } = useAttempt()
  const possible = hidOf(navigator) !== null
  return (
    <section className="card device" aria-labelledby="headset-keys">
      <h2 id="headset-keys">
        <IconHeadset size={18} aria-hidden /> {t('devices.headsetKeys')}
      </h2>
      <Switch
        label={t('devices.headsetSwitch')}
        checked={on && possible}
        disabled={!possible}
        onChange={({ currentTarget }) => headsetStore.trigger.turned({ on: currentTarget.checked })}
      />
      {possible ? null : (
        <p className="soft">{isSecureContext ? t('devices.noHid') : t('devices.onlySecure')}</p>
      )}
      {on && possible ? (
        <>
          <p className="soft">{t('devices.headsetWords')}</p>
          <ul className="headsets" aria-label={t('devices.headsets')}>
            {headsets.map(({ name, trouble }) => (
              <li key={name}>
                <b>{name}</b>{' '}
                {trouble === null ? (
                  <span className="ok">{t('devices.listens')}</span>
                ) : (
                  <span className="bad">{t('devices.listensNot', { trouble })}</span>
                )}
              </li>
            ))}
          </ul>
          <div className="row">
            <Button className="btn-small" disabled={busy} onClick={() => attempt(allowHeadset)}>
              {headsets.length === 0 ? t('devices.chooseHeadset') : t('devices.chooseOther')}
            </Button>
            <span className="soft" role="status">
              {trouble !== null
                ? t('devices.refused', { trouble })
                : pressed === null
                  ? headsets.length === 0
                    ? t('devices.asksWhich')
                    : t('devices.pressOne')
                  : pressed.press === null
                    ? t('devices.meansNothing')
                    : t('devices.heard', { press: t(`devices.press.${pressed.press}`) })}
            </span>
          </div>
        </>
      ) : null}
    </section>
  )
}
