import { Textarea } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { useConsole, useSections } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { tilesOf } from './slots.ts'
import './park-dialog.css'

/** Parks with a note, in a chosen slot or in the lowest free one. The Enter key parks at once. */
export function ParkDialog({ call, onClose }: { call: CallView | null; onClose: () => void }) {
  return (
    <Dialog opened={call !== null} onClose={onClose} title={call ? `Park ${callerLabel(call)}` : 'Park'}>
      {call ? <ParkForm call={call} onClose={onClose} /> : null}
    </Dialog>
  )
}

function ParkForm({ call, onClose }: { call: CallView; onClose: () => void }) {
  const { command, me } = useConsole()
  const parked = useSections((it) => it.parked)
  const [note, setNote] = useState('')
  const [slot, setSlot] = useState<number | null>(null)
  const name = useId()
  const free = tilesOf(parked, me.parkingSlots).flatMap((tile) =>
    tile.call || tile.slot === null ? [] : [tile.slot],
  )

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = note.trim()
    void command(call.callSid, {
      type: 'park',
      ...(slot === null ? {} : { slot }),
      ...(text ? { note: text } : {}),
    })
    onClose()
  }

  return (
    <form onSubmit={submit} className="form">
      <Textarea
        label="Note"
        description="Everyone sees it on the slot"
        placeholder="needs parts price"
        maxLength={200}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) submit(event)
        }}
        data-autofocus
      />
      <fieldset className="slots">
        <legend>Slot</legend>
        {[null, ...free].map((it) => (
          <label key={it ?? 'any'} className={`slot-choice ${slot === it ? 'chosen' : ''}`}>
            <input type="radio" name={name} checked={slot === it} onChange={() => setSlot(it)} />
            {it ?? 'Next free'}
          </label>
        ))}
      </fieldset>
      <div className="dialog-foot">
        <Button onClick={onClose}>Keep talking</Button>
        <Button type="submit" look="accent">
          Park caller
        </Button>
      </div>
    </form>
  )
}
