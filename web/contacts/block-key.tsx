import { IconBan } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { Contact } from '../../coordinator/protocol/contacts.ts'
import { formatNumber } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { addContact, changeContact, contactErrorText, removeContact } from './contacts.ts'

interface OfNumber {
  call: Pick<CallView, 'callerName'>
  number: string
  /** Those that have the number. */
  contacts: readonly Contact[]
}

/**
 * From now on calls of this number do not ring. A number of several contacts is blocked when all of them are. One of no
 * contact becomes one. The notice has a key that undoes it.
 */
export function BlockKey({ call, number, contacts }: OfNumber) {
  const { notices } = useConsole()
  const [busy, setBusy] = useState(false)
  if (contacts.length > 0 && contacts.every(({ blocked }) => blocked)) return null

  const tell = (title: string, undo?: () => Promise<unknown>) =>
    notices.trigger.show({
      title,
      tone: 'good',
      key: undo ? { words: t('contacts.undo'), press: () => void undo().catch(refused) } : null,
    })
  const refused = (error: unknown) => notices.trigger.show({ title: contactErrorText(error), tone: 'bad' })

  async function block() {
    setBusy(true)
    try {
      const undoing = await blocked({ call, number, contacts })
      const shown = formatNumber(number)
      tell(t('contacts.ringNoMore', { shown }), async () => {
        await undoing()
        tell(t('contacts.ringAgain', { shown }))
      })
    } catch (error) {
      refused(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button className="btn-small" look="quiet" disabled={busy} onClick={() => void block()}>
      <IconBan size={15} aria-hidden /> {t('contacts.blockNumber')}
    </Button>
  )
}

/** @returns what undoes it */
async function blocked({ call, number, contacts }: OfNumber): Promise<() => Promise<unknown>> {
  if (contacts.length === 0) {
    const name = call.callerName ?? formatNumber(number)
    const added = await addContact({ name, numbers: [{ number }], blocked: true })
    return () => removeContact(added)
  }
  const open = contacts.filter((contact) => !contact.blocked)
  const changed = await Promise.all(
    open.map((contact) => changeContact(contact, { ...contact, blocked: true })),
  )
  return () => Promise.all(changed.map((contact) => changeContact(contact, { ...contact, blocked: false })))
}
