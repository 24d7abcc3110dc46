import { IconPhone } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useConsole, useSections } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'
import { RingNews } from './ring-news.tsx'

/**
 * The oldest ring, inside a dialog that covers the card. The keys and their letters work as on the card.
 * @param onAnswered the agent has the call
 */
export function RingInDialog({ onAnswered }: { onAnswered: () => void }) {
  const { command } = useConsole()
  const call = useSections(({ ringing }) => ringing[0]?.call ?? null)
  const currentSid = useSections(({ current }) => current?.callSid ?? null)
  const hotkey = useKeyOf('answer')
  const rang = useRef<string | null>(null)
  useEffect(() => {
    if (currentSid !== null && currentSid === rang.current) onAnswered()
    rang.current = call?.callSid ?? null
  }, [call, currentSid, onAnswered])
  return (
    <>
      <RingNews inDialog />
      {call === null ? null : (
        <div className="ring-in-dialog">
          <IconPhone size={18} aria-hidden />
          <span className="grow">
            <b>
              <bdi>{callerLabel(call)}</bdi>
            </b>{' '}
            {t('colleagues.rings')}
          </span>
          <Button
            look="go"
            className="btn-small"
            hotkey={hotkey}
            onClick={() => command(call.callSid, { type: 'claim' })}
          >
            {t('button.answer')}
          </Button>
          <Button
            look="quiet"
            className="btn-small"
            onClick={() => command(call.callSid, { type: 'decline' })}
          >
            {t('button.decline')}
          </Button>
        </div>
      )}
    </>
  )
}
