import { IconBell, IconMusic, IconVolume } from '@tabler/icons-react'
import type { OnLine, Sound, WhoHears } from './who-hears.ts'
import './hearing.css'

/** Who is on the line, and which way the sound goes. The words beside it say the same. */
export function Hearing({ parties: [caller, sender, target], sounds: [first, second], all }: WhoHears) {
  return (
    <div className="hearing" aria-hidden="true" data-sounds={`${first} ${second}`}>
      <Party {...caller} />
      <Line sound={first} />
      <Party {...sender} />
      <Line sound={second} />
      <Party {...target} />
      <svg
        className="hearing-all"
        aria-hidden="true"
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        data-on={all}
      >
        <path d="M1 1 V6 H99 V1" vectorEffect="non-scaling-stroke" />
      </svg>
    </div>
  )
}

const signs = { others: IconVolume, music: IconMusic, ringing: IconBell }

function Party({ name, hears, me }: OnLine) {
  const Sign = signs[hears]
  return (
    <span className={`hearing-party hearing-${hears}`} data-me={me}>
      <Sign size={13} />
      <bdi className="ellipsis">{name}</bdi>
    </span>
  )
}

/** A line with a head at each end that hears. */
function Line({ sound }: { sound: Sound }) {
  return (
    <svg
      className={`hearing-line hearing-line-${sound}`}
      aria-hidden="true"
      width="28"
      height="12"
      viewBox="0 0 28 12"
    >
      <path d="M3 6 H25" />
      {sound === 'both' || sound === 'toLeft' ? <path d="M8 2 L3 6 L8 10" /> : null}
      {sound === 'both' || sound === 'toRight' ? <path d="M20 2 L25 6 L20 10" /> : null}
    </svg>
  )
}
