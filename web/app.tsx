import { useCallback, useEffect, useState } from 'react'
import { boardTokenIn } from '../coordinator/protocol/board-link.ts'
import { type InvitationSecret, invitationIn } from '../coordinator/protocol/invitation-link.ts'
import { legCallSid } from '../machines/softphone/status.ts'
import type { Console } from './desk/console.ts'
import { needTexts, showLanguage, useLanguage } from './language/language.ts'
import { t } from './language/text.ts'
import { Button } from './look/button.tsx'
import { Part } from './pages/part.tsx'
import { partOf, prefetch } from './parts.ts'
import { Recovering } from './recovering.tsx'
import { reloadAfterUpgrade, reloadIfServed } from './reload.ts'
import { RingtonePlayer } from './ring/ringtone-player.ts'
import { takeCompanyOutcome } from './session/company-sign-in.ts'
import { CompanyWindow } from './session/company-window.tsx'
import { type SignedInAgent, signOut, type whoAmI } from './session/session.ts'
import { sessionStore } from './session/session-store.ts'
import { SignIn } from './session/sign-in.tsx'
import { BY_PASSWORD, waysToSignIn } from './session/ways.ts'
import { loadVoiceSdk } from './softphone/load-voice-sdk.ts'

const loadDesk = partOf(() => import('./desk/desk-part.ts'))
const loadInvitation = partOf(async () => {
  await needTexts('desk')
  return import('./invitation/invitation-page.tsx')
})
const loadBoard = partOf(async () => {
  await needTexts('desk')
  return import('./wallboard/screen-board.tsx')
})
const loadWords = () => needTexts('desk')
const prefetchDesk = () => prefetch(loadDesk, loadWords, loadVoiceSdk)

type Shown =
  | { page: 'loading' }
  | { page: 'failed'; what: keyof typeof failures }
  | { page: 'signIn' }
  | { page: 'companyWindow' }
  | { page: 'invitation'; invitation: InvitationSecret }
  | { page: 'board'; token: string }
  | { page: 'desk'; console: Console; part: Awaited<ReturnType<typeof loadDesk>> }

const failures = {
  server: { title: 'start.server.title', words: 'start.server.words' },
  desk: { title: 'start.desk.title', words: 'start.desk.words' },
} as const

/** How the sign-in has ended by which this page was opened. */
const outcome = takeCompanyOutcome()
const ringer = new RingtonePlayer()

/** @param props.session who was signed in here when the page was opened */
export function App({ session }: { session: ReturnType<typeof whoAmI> }) {
  const [shown, setShown] = useState<Shown>({ page: 'loading' })
  const [ways, setWays] = useState(BY_PASSWORD)
  const [refusal, setRefusal] = useState(outcome?.refusal ?? null)
  const language = useLanguage()

  const leave = useCallback(() => {
    setShown((before) => {
      if (before.page === 'desk') before.console.close()
      return { page: 'signIn' }
    })
    // The next person to sign in here may read another language.
    showLanguage('auto', 'start', 'desk').catch((error: unknown) => console.warn('The language stays', error))
  }, [])
  const enter = useCallback(
    async (me: SignedInAgent): Promise<Console | null> => {
      try {
        const [part] = await Promise.all([loadDesk(), showLanguage(me.preferences.language, 'start', 'desk')])
        const opened = part.openConsole(me, ringer, leave)
        setShown({ page: 'desk', console: opened, part })
        setRefusal(null)
        return opened
      } catch (error) {
        console.error('The desk could not be loaded', error)
        setShown({ page: 'failed', what: 'desk' })
        return null
      }
    },
    [leave],
  )

  useEffect(() => {
    const load = async () => {
      const token = boardTokenIn(location.hash)
      if (token !== null) return setShown({ page: 'board', token })
      if (outcome?.window) return setShown({ page: 'companyWindow' })
      // Also where somebody else is signed in: the link is for its own person.
      const invitation = invitationIn(location.hash)
      if (invitation) return setShown({ page: 'invitation', invitation })
      const known = waysToSignIn().then(setWays)
      const me = await session
      if (!me) {
        await known
        return setShown({ page: 'signIn' })
      }
      prefetchDesk()
      await enter(me)
    }
    load().catch(() => setShown({ page: 'failed', what: 'server' }))
  }, [enter, session])
  useEffect(() => unlockOnGestures(shown), [shown])
  useEffect(() => reloadAfterUpgrade(() => isOnCall(shown)), [shown])

  const signedIn = async (me: SignedInAgent) => (await enter(me))?.softphone.send({ type: 'REGISTER' })

  const tryAgain = async () => {
    setShown({ page: 'loading' })
    if (!(await reloadIfServed())) setShown({ page: 'failed', what: 'server' })
  }

  switch (shown.page) {
    case 'loading':
      return <main className="sign-in" aria-busy="true" aria-label={t('start.loading')} />
    case 'failed':
      return (
        <main className="sign-in">
          <div className="card sign-in-card form" role="alert">
            <h1>{t(failures[shown.what].title)}</h1>
            <p className="soft">{t(failures[shown.what].words)}</p>
            <Button look="accent" className="btn-wide" onClick={tryAgain}>
              {t('start.tryAgain')}
            </Button>
          </div>
        </main>
      )
    case 'signIn':
      return (
        <SignIn
          ways={ways}
          refusal={refusal}
          onClick={ringer.unlock}
          onTyping={prefetchDesk}
          onSignedIn={signedIn}
        />
      )
    case 'companyWindow':
      return <CompanyWindow refusal={refusal} />
    case 'invitation':
      return (
        <Part load={loadInvitation}>
          {({ InvitationPage }) => (
            <InvitationPage
              invitation={shown.invitation}
              onClick={ringer.unlock}
              onSignedIn={async (me) => {
                dropHash()
                await signedIn(me)
              }}
              onLeave={() => {
                dropHash()
                location.reload()
              }}
            />
          )}
        </Part>
      )
    case 'board':
      return <Part load={loadBoard}>{({ ScreenBoard }) => <ScreenBoard token={shown.token} />}</Part>
    case 'desk': {
      const { ConsoleProvider, DeskPage } = shown.part
      return (
        <ConsoleProvider value={shown.console}>
          <Recovering key={language} fallback={<NotDrawn />}>
            <DeskPage
              onSignOut={() => {
                leave()
                if (sessionStore.getSnapshot().context.over) return
                signOut().catch((error: unknown) =>
                  console.error('Signing out did not reach the server', error),
                )
              }}
            />
          </Recovering>
        </ConsoleProvider>
      )
    }
  }
}

function NotDrawn() {
  return (
    <main className="sign-in">
      <div className="card sign-in-card form" role="alert">
        <h1>{t('start.notDrawn.title')}</h1>
        <p className="soft">{t('start.notDrawn.words')}</p>
        <Button look="accent" className="btn-wide" onClick={reloadIfServed}>
          {t('start.loadAgain')}
        </Button>
      </div>
    </main>
  )
}

/** The secret of a link does not stay in the address. */
const dropHash = () => history.replaceState(null, '', location.pathname)

const isOnCall = (shown: Shown) =>
  shown.page === 'desk' && legCallSid(shown.console.softphone.getSnapshot()) !== null

/**
 * After a reload browsers allow no sound before the first click or key. After an interruption some wait for the next one. So
 * each click and key starts sound and softphone if they do not work yet.
 */
function unlockOnGestures(shown: Shown): () => void {
  if (shown.page !== 'desk') return () => {}
  const stopping = new AbortController()
  const unlock = shown.console.startWithGesture
  for (const gesture of ['pointerdown', 'pointerup', 'keydown'])
    addEventListener(gesture, unlock, { signal: stopping.signal, capture: true })
  return () => stopping.abort()
}
