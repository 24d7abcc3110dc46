import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useAnswersCalls, useConsole, useNames, useSections } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { isConsultation, isMyCallToColleague } from './desk-sections.ts'
import { callerLabel } from './format.ts'
import { supervisorsWords } from './supervision-words.ts'
import { whoHears } from './who-hears.ts'

/** Says to a screen reader what becomes of the agent's own call, their own answer included, on every page. */
export function MyCallNews() {
  const { me } = useConsole()
  const answers = useAnswersCalls()
  const nameOf = useNames()
  const news = useSections(({ current, supervised }) => {
    if (supervised !== null) return supervisorsWords(supervised, nameOf)
    if (current === null) return t('calls.onNoCall')
    return isConsultation(current) && !isMyCallToColleague(current, me.agentId)
      ? (whoHears(current, me.agentId, nameOf, false)?.words ?? '')
      : newsOf(current)
  })
  return answers ? (
    <p role="status" aria-label={t('calls.myCall')} className="visually-hidden">
      {news}
    </p>
  ) : null
}

function newsOf(call: CallView): string {
  const who = callerLabel(call)
  switch (call.state) {
    case 'active.connecting':
      return t('news.answered', { who })
    case 'active.talking':
      return t('news.talk', { who })
    case 'active.held':
      return t('news.hold', { who })
    case 'active.dialling':
      return t('calls.callingName', { name: who })
    default:
      return call.status === 'transferring' ? t('news.transferred') : ''
  }
}
