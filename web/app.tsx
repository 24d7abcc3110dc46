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
  | { page: 'desk'; desk: Console }

const ringer = new RingtonePlayer()

export function App() {
  const [shown, setShown] = useState<Shown>({ page: 'loading' })

  const leave = useCallback(() => {
    setShown((before) => {
      if (before.page === 'desk') before.desk.close()
      return { page: 'signIn' }
    })
  }, [])
  const enter = useCallback(
    (me: SignedInAgent) => {
      const desk = openConsole(me, ringer, leave)
      setShown({ page: 'desk', desk })
      return desk
    },
    [leave],
  )
  const look = useCallback(() => {
    setShown({ page: 'loading' })
    whoAmI()
      .then((me) => (me ? enter(me) : setShown({ page: 'signIn' })))
      .catch(() => setShown({ page: 'unreachable' }))
  }, [enter])

  useEffect(look, [look])
  useEffect(() => unlockOnFirstGesture(shown), [shown])

  switch (shown.page) {
    case 'loading':
      return <main className="sign-in" aria-busy="true" aria-label="Loading" />
    case 'unreachable':
      return (
        <main className="sign-in">
          <div className="card sign-in-card form" role="alert">
            <h1>The server cannot be reached</h1>
            <p className="soft">Check the network. Nothing was lost: calls wait on the server.</p>
            <Button look="accent" className="btn-wide" onClick={look}>
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
        <ConsoleProvider value={shown.desk}>
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

/** After a reload there was no click yet: the first one, anywhere, gives sound and telephone back. */
function unlockOnFirstGesture(shown: Shown): () => void {
  if (shown.page !== 'desk') return () => {}
  const { desk } = shown
  const unlock = () => {
    desk.ringer.unlock()
    desk.softphone.send({ type: 'REGISTER' })
  }
  const once = { once: true }
  addEventListener('pointerdown', unlock, once)
  addEventListener('keydown', unlock, once)
  return () => {
    removeEventListener('pointerdown', unlock)
    removeEventListener('keydown', unlock)
  }
}
