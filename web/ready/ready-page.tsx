import {
  IconActivityHeartbeat,
  IconAlertTriangle,
  IconBell,
  IconCheck,
  IconClock,
  IconDeviceDesktop,
  IconHeadphones,
  IconInfoCircle,
  IconLock,
  IconMicrophone,
  IconMoon,
  IconRefresh,
  IconX,
} from '@tabler/icons-react'
import { useEffect } from 'react'
import { formatTime } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { QuietHoursBox } from '../quiet-hours/quiet-hours-box.tsx'
import { CheckKey } from './check-key.tsx'
import type { Check, CheckName } from './checks.ts'
import { GoAvailable } from './go-available-box.tsx'
import { type MendSteps, mendSteps } from './mend-steps.ts'
import { MicrophoneBox } from './microphone-box.tsx'
import { browser, useChecks } from './use-checks.ts'
import './ready.css'

const signs: Record<CheckName, typeof IconX> = {
  secure: IconLock,
  microphone: IconMicrophone,
  output: IconHeadphones,
  sound: IconBell,
  notifications: IconDeviceDesktop,
  quiet: IconMoon,
  softphone: IconActivityHeartbeat,
  line: IconRefresh,
}

const LOOK_EVERY_MS = 1_000

/** What stands between this browser and a ring, line by line, with a way to mend each. */
export function ReadyPage() {
  const { watch } = useConsole()
  const checks = useChecks()
  useEffect(() => {
    const timer = setInterval(watch.look, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [watch])
  const broken = checks.filter(({ state }) => state === 'mend').length
  return (
    <div className="ready">
      <div>
        <p className="ready-lead" role="status">
          <b>{leadWords(broken)}</b>
        </p>
        <p className="soft">{t('ready.lead')}</p>
      </div>
      <ul className="card checks" aria-label={t('ready.checks')}>
        {checks.map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
      </ul>
      <aside className="ready-aside">
        <GoAvailable checks={checks} />
        <MicrophoneBox />
        <QuietHoursBox />
      </aside>
    </div>
  )
}

const leadWords = (broken: number) => (broken === 0 ? t('ready.wouldRing') : t('ready.mendFirst', { broken }))

function CheckLine({ check }: { check: Check }) {
  const { watch } = useConsole()
  const { name, title, state, found, since } = check
  const Sign = signs[name]
  const steps =
    state === 'mend'
      ? mendSteps(name, {
          page: watch.store.getSnapshot().context,
          browser,
          secureAddress: location.href.replace(/^http:/, 'https:').replace(/#.*$/, ''),
        })
      : null
  return (
    <li className={`check check-${state}`} data-check={name} data-state={state}>
      <span className="check-state">{stateSigns[state]}</span>
      <div className="grow">
        <div className="check-line">
          <Sign size={18} aria-hidden />
          <h2>{title}</h2>
          <span className={`check-tag check-tag-${state}`}>{tagWords(check)}</span>
          <span className="check-found">{found}</span>
          <span className="faint small">
            {since === null ? null : t('ready.since', { time: clockOf(since) })}
          </span>
          {steps ? null : <CheckKey check={check} />}
        </div>
        {steps ? <Mend steps={steps} check={check} /> : null}
      </div>
    </li>
  )
}

function Mend({ steps: { title, steps }, check }: { steps: MendSteps; check: Check }) {
  return (
    <div className="mend">
      <h3>{title}</h3>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <CheckKey check={check} />
    </div>
  )
}

/** Nobody mends hours that they have set themselves. */
const tagWords = ({ name, state }: Check) =>
  name === 'quiet' && state === 'mend' ? t('ready.onNow') : t(`ready.state.${state}`)

const stateSigns = {
  works: <IconCheck size={17} aria-hidden />,
  mend: <IconX size={17} aria-hidden />,
  waits: <IconClock size={17} aria-hidden />,
  optional: <IconInfoCircle size={17} aria-hidden />,
  failed: <IconAlertTriangle size={17} aria-hidden />,
}

const clockOf = (ms: number) => formatTime(new Date(ms).toISOString())
