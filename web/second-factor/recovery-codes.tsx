import { Button } from '../look/button.tsx'
import './second-factor.css'

/** The recovery codes, which the server shows once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <div className="form">
      <p>
        Keep these recovery codes in a safe place. Each opens one sign-in when you have lost your second
        factor. They are not shown again.
      </p>
      <ol className="recovery-codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="row">
        <Button onClick={() => void navigator.clipboard?.writeText(codes.join('\n'))}>Copy</Button>
        <Button look="accent" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </div>
  )
}
