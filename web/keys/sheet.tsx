import { SegmentedControl, Switch } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { type ReactNode, useState } from 'react'
import { useServerTime } from '../desk/server-time.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { actionWords, keyLabel } from './action-words.ts'
import { ChooseKey } from './choose-key.tsx'
import { keysOf, lostKeys, rowKeys } from './keymap.ts'
import type { Offer } from './offer.ts'
import type { Offers } from './offers.ts'
import { ACTION_IDS, ACTIONS, type ActionId, type Group, PROFILES } from './table.ts'
import './sheet.css'

/** The keys of this person, what is possible now, and a way to change them. */
export function KeySheet({ offers }: { offers: Offers }) {
  const { keymap } = useConsole().keys
  const map = useSelector(keymap, ({ context }) => context)
  const [changing, setChanging] = useState(false)
  return (
    <div className="key-sheet">
      <div className="key-sheet-head">
        <SegmentedControl
          aria-label={t('keys.profiles')}
          size="xs"
          value={map.profile}
          onChange={(value) => {
            const profile = PROFILES.find((it) => it === value)
            if (profile) keymap.trigger.profileChosen({ profile })
          }}
          data={PROFILES.map((value) => ({ value, label: t(`keys.profile.${value}`) }))}
        />
        <span className="grow" />
        {Object.keys(map.own).length > 0 ? (
          <Button className="btn-small" onClick={() => keymap.trigger.allDefault()}>
            {t('keys.reset')}
          </Button>
        ) : null}
        <Button className="btn-small" aria-pressed={changing} onClick={() => setChanging(!changing)}>
          {t('keys.change')}
        </Button>
      </div>
      <Switch
        label={t('keys.single')}
        description={t('keys.singleMore')}
        checked={map.single}
        onChange={({ currentTarget }) => keymap.trigger.singleTurned({ single: currentTarget.checked })}
      />
      <div className="key-groups">
        <KeyGroup group="ringing" offers={offers} changing={changing}>
          <Rule keys={keyLabel(rowKeys(map))} words={t('keys.rule.rows')}>
            {t('keys.rule.rowsMore')}
          </Rule>
        </KeyGroup>
        <KeyGroup group="myCall" offers={offers} changing={changing} />
        <KeyGroup group="lot" offers={offers} changing={changing}>
          <Rule keys="1…20" words={t('keys.rule.pickUp')}>
            {t('keys.rule.pickUpMore')}
          </Rule>
        </KeyGroup>
        <KeyGroup group="calling" offers={offers} changing={changing} />
        <KeyGroup group="desk" offers={offers} changing={changing}>
          <Rule keys="←↑→↓" words={t('keys.rule.arrows')}>
            {t('keys.rule.arrowsMore')}
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
    <div role="group" aria-label={t(`keys.group.${group}`)} className="key-group">
      <h3>
        {t(`keys.group.${group}`)}
        {common ? <span className="small"> · {t('keys.notNow', { why: common })}</span> : null}
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
  /** Why not; empty where the group says it. */
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
          <kbd key={key}>{keyLabel(key)}</kbd>
        ))}
        {keys.length === 0 ? <span className="soft small">{t('keys.none')}</span> : null}
      </span>
      <span className="grow">
        {actionWords(id)}
        {off && why === '' ? <span className="visually-hidden">{t('keys.notNowHidden')}</span> : null}
        {why === '' ? null : <span className="small"> · {t('keys.notNow', { why })}</span>}
        {lostKeys(map, id).map(({ key, to }) => (
          <span key={key} className="warn small block">
            {t('keys.yoursFor', { key: keyLabel(key), action: actionWords(to) })}
          </span>
        ))}
      </span>
      {onChoose ? (
        <button
          type="button"
          className="link small"
          aria-label={t('keys.changeOf', { action: actionWords(id) })}
          onClick={onChoose}
        >
          {t('keys.changeShort')}
        </button>
      ) : null}
    </li>
  )
}
