import './logo.css'

/** Drawn in the page: as a picture it would be fetched once more than as the icon of the tab. */
export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width={26} height={26} aria-hidden="true">
        <defs>
          <linearGradient id="logo" x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stopColor="#4a5ce6" />
            <stop offset="1" stopColor="#12946a" />
          </linearGradient>
        </defs>
        <rect width="32" height="32" rx="9" fill="url(#logo)" />
        <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
          <path d="M6 21h20" />
          <path d="M6 21h5c5 0 5-10 10-10h5" />
        </g>
        <circle cx="26" cy="11" r="2.2" fill="#fff" />
      </svg>
      Switchyard
    </span>
  )
}
