import { useCallback, useEffect, useState } from 'react'
import { legCallSid } from '../machines/softphone/status.ts'
import type { Console } from './desk/console.ts'
import { Button } from './look/button.tsx'
import { partOf, prefetch } from './parts.ts'
import { reloadAfterUpgrade, reloadIfServed } from './reload.ts'
import { RingtonePlayer } from './ring/ringtone-player.ts'
import { type SignedInAgent, signOut, whoAmI } from './session/session.ts'
import { SignIn } from './session/sign-in.tsx'
import { loadVoiceSdk } from './softphone/load-voice-sdk.ts'

const loadDesk = partOf(() => import('./desk/desk-part.ts'))
const prefetchDesk = () => prefetch(loadDesk, loadVoiceSdk)

type Shown =
  | { page: 'loading' }
  | { page: 'unreachable' }
  | { page: 'signIn' }
  | { page: 'desk'; console: Console; part: Awaited<ReturnType<typeof loadDesk>> }

const ringer = new RingtonePlayer()

export function App() {
  const [shown, setShown] = useState<Shown>({ page: 'loading' })

  const leave = useCallback(() => {
    setShown((before) => {
      if (before.page === 'desk') before.console.close()
      return { page: 'signIn' }
    })
  }, [])
  const enter = useCallback(
    async (me: SignedInAgent): Promise<Console | null> => {
      try {
        const part = await loadDesk()
        const opened = part.openConsole(me, ringer, leave)
        setShown({ page: 'desk', console: opened, part })
        return opened
      } catch (error) {
        console.error('The desk could not be loaded', error)
        setShown({ page: 'unreachable' })
        return null
      }
    },
    [leave],
  )

  useEffect(() => {
    const load = async () => {
      const me = await whoAmI()
      if (!me) return setShown({ page: 'signIn' })
      prefetchDesk()
      await enter(me)
    }
    load().catch(() => setShown({ page: 'unreachable' }))
  }, [enter])
  useEffect(() => unlockOnFirstGesture(shown), [shown])
  useEffect(() => reloadAfterUpgrade(() => isOnCall(shown)), [shown])

  const tryAgain = async () => {
    setShown({ page: 'loading' })
    if (!(await reloadIfServed())) setShown({ page: 'unreachable' })
  }

  switch (shown.page) {
    case 'loading':
      return <main className="sign-in" aria-busy="true" aria-label="Loading" />
    case 'unreachable':
      return (
        <main className="sign-in">
          <div className="card sign-in-card form" role="alert">
            <h1>The server cannot be reached</h1>
            <p className="soft">Check the network. No call is lost: callers wait on the server.</p>
            <Button look="accent" className="btn-wide" onClick={tryAgain}>
              Try again
            </Button>
          </div>
        </main>
      )
    case 'signIn':
      return (
        <SignIn
          onClick={ringer.unlock}
          onTyping={prefetchDesk}
          onSignedIn={async (me) => (await enter(me))?.softphone.send({ type: 'REGISTER' })}
        />
      )
    case 'desk': {
      const { ConsoleProvider, DeskPage } = shown.part
      return (
        <ConsoleProvider value={shown.console}>
          <DeskPage
            onSignOut={() => {
              leave()
              signOut().catch((error: unknown) =>
                console.error('Signing out did not reach the server', error),
              )
            }}
          />
        </ConsoleProvider>
      )
    }
  }
}

const isOnCall = (shown: Shown) =>
  shown.page === 'desk' && legCallSid(shown.console.softphone.getSnapshot()) !== null

/** After a reload browsers allow no sound before the first click or key: that one starts sound and softphone. */
function unlockOnFirstGesture(shown: Shown): () => void {
  if (shown.page !== 'desk') return () => {}
  const { ringer, softphone } = shown.console
  const unlock = () => {
    ringer.unlock()
    softphone.send({ type: 'REGISTER' })
  }
  const once = { once: true }
  addEventListener('pointerdown', unlock, once)
  addEventListener('keydown', unlock, once)
  return () => {
    removeEventListener('pointerdown', unlock)
    removeEventListener('keydown', unlock)
  }
}
