import { useCallback, useEffect, useState } from 'react'
import { type Console, openConsole } from './desk/console.ts'
import { DeskPage } from './desk/desk.tsx'
import { ConsoleProvider } from './desk/use-console.ts'
import { Button } from './look/button.tsx'
import { RingtonePlayer } from './ring/ringtone-player.ts'
import { type SignedInAgent, signOut, whoAmI } from './session/session.ts'
import { SignIn } from './session/sign-in.tsx'

type Shown =
  | { page: 'loading' }
  | { page: 'unreachable' }
  | { page: 'signIn' }
  | { page: 'desk'; console: Console }

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
    (me: SignedInAgent) => {
      const opened = openConsole(me, ringer, leave)
      setShown({ page: 'desk', console: opened })
      return opened
    },
    [leave],
  )
  const load = useCallback(() => {
    setShown({ page: 'loading' })
    whoAmI()
      .then((me) => (me ? enter(me) : setShown({ page: 'signIn' })))
      .catch(() => setShown({ page: 'unreachable' }))
  }, [enter])

  useEffect(load, [load])
  useEffect(() => unlockOnFirstGesture(shown), [shown])

  switch (shown.page) {
    case 'loading':
      return <main className="sign-in" aria-busy="true" aria-label="Loading" />
    case 'unreachable':
      return (
        <main className="sign-in">
          <div className="card sign-in-card form" role="alert">
            <h1>The server cannot be reached</h1>
            <p className="soft">Check the network. No call is lost: callers wait on the server.</p>
            <Button look="accent" className="btn-wide" onClick={load}>
              Try again
            </Button>
          </div>
        </main>
      )
    case 'signIn':
      return (
        <SignIn onClick={ringer.unlock} onSignedIn={(me) => enter(me).softphone.send({ type: 'REGISTER' })} />
      )
    case 'desk':
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
