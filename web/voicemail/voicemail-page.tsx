import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { VoicemailRow } from './voicemail-row.tsx'
import { loadOlderVoicemails, loadVoicemails } from './voicemail-store.ts'
import './voicemail.css'

/** The messages that callers left. The office has one voicemail. */
export function VoicemailMessages() {
  const { voicemails } = useConsole()
  const { list, unheard, more, failed } = useSelector(voicemails, ({ context }) => context)
  useEffect(() => {
    if (voicemails.getSnapshot().context.list === null) void loadVoicemails(voicemails)
  }, [voicemails])

  return (
    <>
      <p className="soft" role="status">
        {list === null && !failed ? t('start.reading') : inWords(unheard)}
      </p>
      {failed ? (
        <div className="card list-row" role="alert">
          <span className="grow bad">{t('voicemail.failed')}</span>
          <Button className="btn-small" onClick={() => loadVoicemails(voicemails)}>
            {t('start.tryAgain')}
          </Button>
        </div>
      ) : null}
      {list?.length === 0 ? <p className="empty">{t('voicemail.none')}</p> : null}
      {list !== null && list.length > 0 ? (
        <ul className="card rows" aria-label={t('voicemail.messages')}>
          {list.map((voicemail) => (
            <VoicemailRow key={voicemail.callSid} voicemail={voicemail} />
          ))}
        </ul>
      ) : null}
      {more ? <Button onClick={() => loadOlderVoicemails(voicemails)}>{t('voicemail.older')}</Button> : null}
    </>
  )
}

const inWords = (unheard: number) =>
  unheard === 0 ? t('voicemail.allHeard') : t('voicemail.toHear', { unheard })
