import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { callerDetail, callerLabel, formatDay, formatTime } from '../calls/format.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { CallBack } from './call-back.tsx'
import { Player } from './player.tsx'
import { RemoveVoicemailDialog } from './remove-voicemail-dialog.tsx'
import { audioOf, noteHeard } from './voicemails.ts'

export function VoicemailRow({ voicemail }: { voicemail: Voicemail }) {
  const { me, voicemails } = useConsole()
  const nameOf = useNames()
  const [removing, setRemoving] = useState(false)
  const { callSid, at, durationS, heardBy, heardAt } = voicemail
  const label = callerLabel(voicemail)
  const detail = callerDetail(voicemail)
  const supervises = me.role === 'supervisor' || me.role === 'admin'

  const heard = () => {
    if (heardBy !== null) return
    noteHeard(callSid)
      .then((it) => voicemails.trigger.messageHeard({ voicemail: it }))
      .catch((error: unknown) => console.warn('The server was not told that a message was heard', error))
  }

  return (
    <li className={`voicemail ${heardBy === null ? 'unheard' : ''}`} data-voicemail={callSid}>
      <div className="voicemail-head">
        <div className="grow">
          <bdi className="who">{label}</bdi>
          {detail ? <span className="soft unbroken voicemail-number">{detail}</span> : null}
        </div>
        <span className="soft small">
          {formatDay(at)} {formatTime(at)}
        </span>
        {heardBy === null ? (
          <span className="tag tag-new">{t('voicemail.new')}</span>
        ) : (
          <span className="small soft">
            {t('voicemail.heardBy', { name: nameOf(heardBy) })}
            {heardAt ? `, ${formatTime(heardAt)}` : null}
          </span>
        )}
      </div>
      <div className="voicemail-foot">
        <Player
          src={audioOf(callSid)}
          name={t('voicemail.messageOf', { caller: label })}
          seconds={durationS}
          onPlaying={heard}
        />
        <CallBack voicemail={voicemail} />
        {supervises ? (
          <Button
            className="btn-small"
            look="quiet"
            icon={<IconTrash size={16} aria-hidden />}
            aria-label={t('voicemail.removeOf', { label })}
            onClick={() => setRemoving(true)}
          >
            {t('button.remove')}
          </Button>
        ) : null}
      </div>
      <RemoveVoicemailDialog voicemail={removing ? voicemail : null} onClose={() => setRemoving(false)} />
    </li>
  )
}
