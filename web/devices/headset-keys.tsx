import { Switch } from '@mantine/core'
import { IconHeadset } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { Button } from '../look/button.tsx'
import { headsetStore } from './headset/headset-store.ts'
import { hidOf } from './headset/hid.ts'
import type { Press } from './headset/presses.ts'
import { allowHeadset } from './headset/start-headset.ts'
import { useAttempt } from './use-attempt.ts'

const pressWords: Record<Press, string> = {
  answer: 'answer',
  decline: 'decline',
  hangUp: 'hang up',
  mute: 'mute',
  unmute: 'unmute',
  hold: 'hold or resume',
}

/** The keys of the headset itself, behind a switch. */
export function HeadsetKeys() {
  const { on, headsets, pressed } = useSelector(headsetStore, ({ context }) => context)
  const { busy, trouble, attempt } = useAttempt()
  const possible = hidOf(navigator) !== null
  return (
    <section className="card device" aria-labelledby="headset-keys">
      <h2 id="headset-keys">
        <IconHeadset size={18} aria-hidden /> Keys of the headset
      </h2>
      <Switch
        label="Answer, hang up and mute with the keys of the headset"
        checked={on && possible}
        disabled={!possible}
        onChange={({ currentTarget }) => headsetStore.trigger.turned({ on: currentTarget.checked })}
      />
      {possible ? null : (
        <p className="soft">
          {isSecureContext
            ? 'This browser does not reach the keys of headsets. Chrome and Edge do.'
            : 'A browser reaches the keys of a headset only on a page with https.'}
        </p>
      )}
      {on && possible ? (
        <>
          <p className="soft">
            The key of the headset answers the oldest call and hangs up. With a caller on hold it takes the
            next one. The mute key mutes. The lights of the headset follow the desk.
          </p>
          <ul className="headsets" aria-label="Headsets with keys">
            {headsets.map(({ name, trouble }) => (
              <li key={name}>
                <b>{name}</b>{' '}
                {trouble === null ? (
                  <span className="ok">listens</span>
                ) : (
                  <span className="bad">does not listen: {trouble}</span>
                )}
              </li>
            ))}
          </ul>
          <div className="row">
            <Button className="btn-small" disabled={busy} onClick={() => attempt(allowHeadset)}>
              {headsets.length === 0 ? 'Choose a headset…' : 'Choose another headset…'}
            </Button>
            <span className="soft" role="status">
              {trouble !== null
                ? `The browser refused: ${trouble}`
                : pressed === null
                  ? headsets.length === 0
                    ? 'The browser asks which one this page may use.'
                    : 'Press a key of the headset to try it.'
                  : pressed.press === null
                    ? 'Heard a key that means nothing now.'
                    : `Heard: ${pressWords[pressed.press]}.`}
            </span>
          </div>
        </>
      ) : null}
    </section>
  )
}
