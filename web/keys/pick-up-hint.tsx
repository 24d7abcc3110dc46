import { useSelector } from '@xstate/react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { actionWords } from './action-words.ts'
import { shortKey } from './key-words.ts'
import { useKeyOf } from './use-key.ts'

/** At the lot: how a key picks up, and the slot that the agent types. */
export function PickUpHint({ empty }: { empty: boolean }) {
  const { store } = useConsole().keys.pickUp
  const { picking, said } = useSelector(store, ({ context }) => context)
  const key = useKeyOf('pickUp')
  return (
    <>
      <span role="status" aria-label={actionWords('pickUp')}>
        {picking ? <b>{t('keys.pickUp.slot', { slot: picking.typed || '…' })}</b> : said}
        {picking === null ? null : t(picking.typed === '' ? 'keys.pickUp.itsNumber' : 'keys.pickUp.orNext')}
      </span>
      {key === null || picking || said || empty ? null : (
        <>
          <span className="key">{shortKey(key)}</span> {t('keys.pickUp.then')}
        </>
      )}
    </>
  )
}
