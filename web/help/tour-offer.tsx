import { useState } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { browserMemory } from '../storage.ts'

/** Where an agent without a call looks: the tour, until it was taken or refused once in this browser. */
export function TourOffer() {
  const { me, keys } = useConsole()
  const stored = `switchyard-tour:${me.agentId}`
  const [wanted, setWanted] = useState(() => browserMemory.read(stored) === null)
  if (!wanted) return null
  const settle = () => {
    browserMemory.write(stored, 'settled')
    setWanted(false)
  }
  return (
    <span className="row tour-offer">
      New here?
      <Button
        className="btn-small"
        onClick={() => {
          settle()
          keys.opened.trigger.tourBegun()
        }}
      >
        Take the tour
      </Button>
      <Button className="btn-small" look="quiet" onClick={settle}>
        No, thanks
      </Button>
    </span>
  )
}
