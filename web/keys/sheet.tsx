import { SegmentedControl, Switch } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { type ReactNode, useState } from 'react'
import { useServerTime } from '../desk/server-time.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { ChooseKey } from './choose-key.tsx'
import { keysOf, lostKeys, rowKeys } from './keymap.ts'
import type { Offer } from './offer.ts'
import type { Offers } from './offers.ts'
import { ACTION_IDS, ACTIONS, type ActionId, type Group, PROFILES } from './table.ts'
import './sheet.css'

const PROFILE_WORDS = { letters: 'Letters', numpad: 'Number pad and letters', ctrlShift: 'Ctrl+Shift' }

/** The keys of this person, what is possible now, and a way to change them. */
export function KeySheet({ offers }: { offers: Offers }) {
  const { keymap } = useConsole().keys
  const map = useSelector(keymap, ({ context }) => context)
  const [changing, setChanging] = useState(false)
  return (
    <div className="key-sheet">
      <div className="key-sheet-head">
        <SegmentedControl
          aria-label="Set of keys"
          size="xs"
          value={map.profile}
          onChange={(value) => {
            const profile = PROFILES.find((it) => it === value)
            if (profile) keymap.trigger.profileChosen({ profile })
          }}
          data={PROFILES.map((value) => ({ value, label: PROFILE_WORDS[value] }))}
        />
        <span className="grow" />
        {Object.keys(map.own).length > 0 ? (
          <Button className="btn-small" onClick={() => keymap.trigger.allDefault()}>
            Reset all keys
          </Button>
        ) : null}
        <Button className="btn-small" aria-pressed={changing} onClick={() => setChanging(!changing)}>
          Change keys
        </Button>
      </div>
      <Switch
        label="Letters, digits and signs are keys"
        description="Keys with Ctrl, and F keys, always are. They work while you type, too. This browser remembers your keys for you alone."
        checked={map.single}
        onChange={({ currentTarget }) => keymap.trigger.singleTurned({ single: currentTarget.checked })}
      />
      <div className="key-groups">
        <KeyGroup group="Ringing" offers={offers} changing={changing}>
          <Rule keys={rowKeys(map)} words="Answer the call with that number">
            A call keeps its number until it has gone. After that the number means nobody for 3 seconds, so a
            late key takes no other caller.
          </Rule>
        </KeyGroup>
        <KeyGroup group="My call" offers={offers} changing={changing} />
        <KeyGroup group="Parking lot" offers={offers} changing={changing}>
          <Rule keys="1…20" words="After Pick up: the caller in that slot">
            Only the caller who was there when you pressed Pick up. Pick up twice: who has waited longest.
          </Rule>
        </KeyGroup>
        <KeyGroup group="Calling" offers={offers} changing={changing} />
        <KeyGroup group="Desk" offers={offers} changing={changing}>
          <Rule keys="←↑→↓" words="Go over rows, slots and colleagues">
            Enter presses the key that has the focus.
          </Rule>
        </KeyGroup>
      </div>
    </div>
  )
}

interface KeyGroupProps {
  group: Group
  offers: Offers
  changing: boolean
  children?: ReactNode
}

/** Why these are not possible now is said once, where it is the same for several. */
function KeyGroup({ group, offers, changing, children }: KeyGroupProps) {
  const [choosing, setChoosing] = useState<ActionId | null>(null)
  const ids = ACTION_IDS.filter((id) => ACTIONS[id].group === group)
  const whys = useServerTime(() => ids.map((id) => whyNot(offers[id]()) ?? '').join('\n')).split('\n')
  const common = whys.find((why) => why !== '' && whys.filter((it) => it === why).length > 2)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, and a section would be a landmark.
    <div role="group" aria-label={group} className="key-group">
      <h3>
        {group}
        {common ? <span className="small"> · not now: {common}</span> : null}
      </h3>
      <ul>
        {ids.map((id, n) =>
          choosing === id ? (
            <ChooseKey key={id} id={id} onDone={() => setChoosing(null)} />
          ) : (
            <KeyLine
              key={id}
              id={id}
              off={whys[n] !== ''}
              why={whys[n] === common ? '' : (whys[n] ?? '')}
              onChoose={changing ? () => setChoosing(id) : null}
            />
          ),
        )}
        {children}
      </ul>
    </div>
  )
}

const whyNot = (offer: Offer) => ('why' in offer ? offer.why : null)

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
  /** It is not possible now. */
  off: boolean
  /** Why not, unless the group says it. */
  why: string
  onChoose: (() => void) | null
}

function KeyLine({ id, off, why, onChoose }: KeyLineProps) {
  const map = useSelector(useConsole().keys.keymap, ({ context }) => context)
  const keys = keysOf(map, id)
  return (
    <li className={`key-line ${off ? 'key-off' : ''}`} data-action={id}>
      <span className="key-keys">
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
        {keys.length === 0 ? <span className="soft small">no key</span> : null}
      </span>
      <span className="grow">
        {ACTIONS[id].words}
        {off && why === '' ? <span className="visually-hidden">, not now</span> : null}
        {why === '' ? null : <span className="small"> · not now: {why}</span>}
        {lostKeys(map, id).map(({ key, to }) => (
          <span key={key} className="warn small block">
            {key} is yours for “{ACTIONS[to].words}”.
          </span>
        ))}
      </span>
      {onChoose ? (
        <button
          type="button"
          className="link small"
          aria-label={`Change the key: ${ACTIONS[id].words}`}
          onClick={onChoose}
        >
          Change
        </button>
      ) : null}
    </li>
  )
}
