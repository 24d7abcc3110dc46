import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
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
        {list === null && !failed ? 'Reading…' : inWords(unheard)}
      </p>
      {failed ? (
        <div className="card list-row" role="alert">
          <span className="grow bad">The voicemail could not be read.</span>
          <Button className="btn-small" onClick={() => loadVoicemails(voicemails)}>
            Try again
          </Button>
        </div>
      ) : null}
      {list?.length === 0 ? (
        <p className="empty">
          Nobody has left a message. Callers can, when nobody answers and while the office is closed.
        </p>
      ) : null}
      {list !== null && list.length > 0 ? (
        <ul className="card rows" aria-label="Messages">
          {list.map((voicemail) => (
            <VoicemailRow key={voicemail.callSid} voicemail={voicemail} />
          ))}
        </ul>
      ) : null}
      {more ? <Button onClick={() => loadOlderVoicemails(voicemails)}>Show older messages</Button> : null}
    </>
  )
}

const inWords = (unheard: number) =>
  unheard === 0 ? 'Every message was heard.' : `${unheard} ${unheard === 1 ? 'message' : 'messages'} to hear`
