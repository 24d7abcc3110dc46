import { IconEar, IconEarOff, IconMessage, IconMicrophone, IconPhoneIncoming } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useDeskSettings, useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { callerDetail, callerLabel } from './format.ts'
import { LegStatus } from './leg-status.tsx'
import { RecordingMark } from './recording-mark.tsx'
import { supervisorsWords } from './supervision-words.ts'

const MODES = [
  ['listen', 'supervision.listen', IconEar],
  ['whisper', 'supervision.whisper', IconMessage],
  ['join', 'supervision.join', IconMicrophone],
] as const

/** The talk of others that this supervisor hears. */
export function SupervisionCard({ call }: { call: CallView }) {
  const nameOf = useNames()
  /** By agents. */
  const isUnseen = useDeskSettings(({ listeningShown }) => !listeningShown)
  useCleared(call.callSid, 'my-call')
  const { supervision, agentId } = call
  if (supervision === null) return null
  const words = supervisorsWords(call, nameOf)
  return (
    <article
      aria-label={t('supervision.card', { caller: callerLabel(call) })}
      className="card mine supervised"
      data-call-sid={call.callSid}
    >
      <div className="mine-head">
        <span className="ring-icon">
          <IconEar size={20} aria-hidden />
        </span>
        <div className="grow">
          <div className="who">
            <bdi>
              {agentId === null
                ? callerLabel(call)
                : t('supervision.who', { name: nameOf(agentId), caller: callerLabel(call) })}
            </bdi>
          </div>
          <div className="soft ellipsis">
            <RecordingMark call={call} /> {callerDetail(call)}
          </div>
        </div>
        <div className="mine-clock">
          <Elapsed since={supervision.at} className="time" />
          <span className="tag tag-talk">
            {t(`supervision.tag.${isUnseen && supervision.mode === 'listen' ? 'unseen' : supervision.mode}`)}
          </span>
        </div>
      </div>
      <LegStatus callSid={call.callSid} />
      <SupervisionKeys call={call} />
      <p className="tail">
        <span className="ellipsis" title={words}>
          {words}
        </span>
      </p>
    </article>
  )
}

/** Who hears the supervisor, and how it ends. */
export function SupervisionKeys({ call, line = false }: { call: CallView; line?: boolean }) {
  const { command } = useConsole()
  const { callSid, supervision, state } = call
  if (supervision === null) return null
  const icon = { size: line ? 18 : 20, 'aria-hidden': true } as const
  const tall = !line
  const talks = state === 'active.talking' || state === 'active.held'
  return (
    <div className={line ? 'line-keys' : 'keys'}>
      {MODES.map(([mode, words, Icon]) => (
        <Button
          key={mode}
          tall={tall}
          icon={<Icon {...icon} />}
          className="mode"
          aria-pressed={supervision.mode === mode}
          onClick={() => {
            if (supervision.mode !== mode) void command(callSid, { type: 'supervise', mode })
          }}
        >
          {t(words)}
        </Button>
      ))}
      <Button
        tall={tall}
        icon={<IconPhoneIncoming {...icon} />}
        disabled={!supervision.joined || !talks}
        onClick={() => void command(callSid, { type: 'takeOver' })}
      >
        {t('supervision.takeOver')}
      </Button>
      <Button
        tall={tall}
        look="stop"
        icon={<IconEarOff {...icon} />}
        onClick={() => void command(callSid, { type: 'unsupervise' })}
      >
        {t('supervision.stop')}
      </Button>
    </div>
  )
}
