import { SegmentedControl, Switch } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { useState } from 'react'
import { useServerTime } from '../desk/server-time.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { ChooseKey } from './choose-key.tsx'
import { keysOf, lostKeys, rowKeys } from './keymap.ts'
import type { Offers } from './offers.ts'
import { ACTION_IDS, ACTIONS, type ActionId, GROUPS, PROFILES } from './table.ts'
import './sheet.css'

const PROFILE_WORDS = { letters: 'Letters', numpad: 'Number pad and letters', ctrlShift: 'Ctrl+Shift' }

/** The keys of this person, what is possible now, and a way to change them. */
export function KeySheet({ offers }: { offers: Offers }) {
  const { keymap } = useConsole().keys
  const map = useSelector(keymap, ({ context }) => context)
  const [choosing, setChoosing] = useState<ActionId | null>(null)
  return (
    <div className="key-sheet">
      <SegmentedControl
        aria-label="Set of keys"
        fullWidth
        size="xs"
        value={map.profile}
        onChange={(value) => {
          const profile = PROFILES.find((it) => it === value)
          if (profile) keymap.trigger.profileChosen({ profile })
        }}
        data={PROFILES.map((value) => ({ value, label: PROFILE_WORDS[value] }))}
      />
      <Switch
        label="Letters, digits and signs are keys"
        description="Keys with Ctrl and F keys always are, and they work while you type."
        checked={map.single}
        onChange={({ currentTarget }) => keymap.trigger.singleTurned({ single: currentTarget.checked })}
      />
      <div className="key-groups">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <ul>
              {group === 'Ringing' ? (
                <Rule keys={rowKeys(map)} words="Answer the call with that number">
                  A call keeps its number until it has gone. After that the number means nobody for 3 seconds,
                  so a late key takes no other caller.
                </Rule>
              ) : null}
              {ACTION_IDS.filter((id) => ACTIONS[id].group === group).map((id) =>
                choosing === id ? (
                  <ChooseKey key={id} id={id} onDone={() => setChoosing(null)} />
                ) : (
                  <KeyLine key={id} id={id} offers={offers} onChoose={() => setChoosing(id)} />
                ),
              )}
              {group === 'Parking lot' ? (
                <Rule keys="1…20" words="After Pick up: the caller in that slot">
                  Only the caller who was there when you pressed Pick up. Pick up twice: who has waited
                  longest.
                </Rule>
              ) : null}
              {group === 'Desk' ? (
                <Rule keys="←↑→↓" words="Go over rows, slots and colleagues">
                  Enter presses the key that has the focus.
                </Rule>
              ) : null}
            </ul>
          </section>
        ))}
      </div>
      <div className="row">
        <p className="soft small grow">This browser remembers your keys. They are yours alone.</p>
        {Object.keys(map.own).length > 0 ? (
          <Button className="btn-small" onClick={() => keymap.trigger.allDefault()}>
            Reset all keys
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function Rule({ keys, words, children }: { keys: string; words: string; children: string }) {
  return (
    <li className="key-line">
      <span className="key-keys">
        <kbd>{keys}</kbd>
      </span>
      <span className="grow">
        {words}
        <span className="soft small block">{children}</span>
      </span>
    </li>
  )
}

interface KeyLineProps {
  id: ActionId
  offers: Offers
  onChoose: () => void
}

function KeyLine({ id, offers, onChoose }: KeyLineProps) {
  const map = useSelector(useConsole().keys.keymap, ({ context }) => context)
  const why = useServerTime(() => {
    const offer = offers[id]()
    return 'why' in offer ? offer.why : null
  })
  const keys = keysOf(map, id)
  return (
    <li className={`key-line ${why === null ? '' : 'key-off'}`} data-action={id}>
      <span className="key-keys">
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
      <span className="grow">
        {ACTIONS[id].words}
        {why === null ? null : <span className="soft small block">Not now: {why}</span>}
        {lostKeys(map, id).map(({ key, to }) => (
          <span key={key} className="warn small block">
            {key} is yours for “{ACTIONS[to].words}”.
          </span>
        ))}
      </span>
      <button
        type="button"
        className="link small"
        aria-label={`Change the key: ${ACTIONS[id].words}`}
        onClick={onChoose}
      >
        Change
      </button>
    </li>
  )
}
