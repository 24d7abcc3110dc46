import { IconPhoneX } from '@tabler/icons-react'
import { useCallback } from 'react'
import { outsideNumberOf } from '../../coordinator/protocol/outside-number.ts'
import { useConsole } from '../desk/use-console.ts'
import { useNewestToCallBack } from '../history/use-to-call-back.ts'
import type { Offer } from '../keys/offer.ts'
import { useKeyOf, usePageAction } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { hrefOf, openPage } from '../pages/page.ts'
import { callerLabel, formatTime } from './format.ts'
import './call-back-line.css'

/** Who waits for a call back. The line is always there, so that it moves nothing. */
export function CallBackLine() {
  const { call: dial, notices } = useConsole()
  const waiting = useNewestToCallBack()
  const hotkey = useKeyOf('callBack')
  const call = waiting?.callers[0]?.call
  const number = call ? outsideNumberOf(call) : null
  const label = call ? callerLabel(call) : ''
  const name = call?.callerName ?? undefined
  const callBack = useCallback(async () => {
    if (number === null) return
    const refused = await dial(number, name)
    if (refused !== null)
      notices.trigger.show({
        title: t('colleagues.notCalled', { name: label }),
        tone: 'bad',
        detail: refused,
      })
  }, [dial, notices, number, name, label])
  usePageAction(
    'callBack',
    useCallback(
      (): Offer =>
        number === null ? { run: () => openPage('history') } : { run: () => void callBack(), about: label },
      [number, callBack, label],
    ),
  )
  return (
    <section className="card call-back" aria-label={t('calls.toCallBack')}>
      <IconPhoneX size={16} className={call ? 'bad' : 'soft'} aria-hidden />
      <span className="grow ellipsis">
        {call ? (
          <>
            <a className="link" href={hrefOf('history')}>
              <b>{t('calls.countToCallBack', { count: waiting?.total ?? 0 })}</b>
            </a>{' '}
            <span className="soft">
              <bdi>{label}</bdi>, {formatTime(call.endedAt ?? call.updatedAt)}
            </span>
          </>
        ) : (
          <span className="soft">{waiting === null ? '' : t('calls.nobodyToCallBack')}</span>
        )}
      </span>
      {call ? (
        <Button
          className="btn-small"
          disabled={number === null}
          hotkey={hotkey}
          onClick={() => void callBack()}
        >
          {t('voicemail.callBack')}
          <span className="visually-hidden"> {label}</span>
        </Button>
      ) : (
        <a className="link soft small" href={hrefOf('history')}>
          {t('calls.allCalls')}
        </a>
      )}
    </section>
  )
}
