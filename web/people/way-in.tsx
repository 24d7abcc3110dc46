import type { InvitationLink } from '../../coordinator/protocol/people.ts'
import { t } from '../language/text.ts'
import { ShownOnce } from '../look/shown-once.tsx'
import { momentInWords } from './moment.ts'

interface WayInProps {
  /** A link, or a temporary password. */
  made: InvitationLink | string
  name: string
  onClose: () => void
}

/** What somebody signs in with for the first time. */
export function WayIn({ made, name, onClose }: WayInProps) {
  return typeof made === 'string' ? (
    <ShownOnce
      words={t('people.once.password', { name })}
      label={t('people.temporaryPassword')}
      secret={made}
      onClose={onClose}
    />
  ) : (
    <ShownOnce
      words={t('people.once.link', { name, until: momentInWords(made.until) })}
      label={t('people.link')}
      secret={made.link}
      onClose={onClose}
    />
  )
}
