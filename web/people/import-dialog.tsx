import { FileButton } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { PeopleImported, PeopleReport } from '../../coordinator/protocol/people.ts'
import { isolated } from '../calls/format.ts'
import { ImportErrors } from '../contacts/import-errors.tsx'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { lineErrorText } from './line-error.ts'
import { momentInWords } from './moment.ts'
import { importPeople } from './requests.ts'
import type { Attempt } from './use-act.ts'

interface ImportDialogProps {
  opened: boolean
  attempt: Attempt
  busy: boolean
  error: string | null
  onClose: () => void
}

/** Adds everybody of a file, after they were seen, and shows their links once. */
export function ImportDialog({ opened, ...rest }: ImportDialogProps) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={t('people.import.title')} wide>
      {opened ? <Import {...rest} /> : null}
    </Dialog>
  )
}

function Import({ attempt, busy, error, onClose }: Omit<ImportDialogProps, 'opened'>) {
  const [planned, setPlanned] = useState<{ file: File; report: PeopleReport } | null>(null)
  const [added, setAdded] = useState<PeopleImported | null>(null)
  if (added) return <Links added={added} onClose={onClose} />
  const plan = (file: File | null) => {
    if (!file) return
    setPlanned(null)
    void attempt(
      () => importPeople(file, true),
      (report) => setPlanned({ file, report }),
    )
  }
  return (
    <div className="form">
      <p>{t('people.import.words')}</p>
      <FileButton
        onChange={plan}
        accept=".csv,.txt,.tsv,text/csv"
        inputProps={{ 'aria-label': t('people.import.file') }}
      >
        {(props) => (
          <Button {...props} icon={<IconUpload size={17} aria-hidden />} disabled={busy}>
            {t(planned ? 'contacts.chooseAnother' : 'contacts.chooseFile')}
          </Button>
        )}
      </FileButton>
      <div role="alert" className="bad">
        {error}
      </div>
      {planned ? <Plan {...planned} /> : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        {planned ? (
          <Button
            look="accent"
            disabled={busy || planned.report.people.length === 0 || planned.report.errors.length > 0}
            onClick={() => void attempt(() => importPeople(planned.file, false), setAdded)}
          >
            {t('people.import.press', { count: planned.report.people.length })}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function Plan({ file, report: { people, errors } }: { file: File; report: PeopleReport }) {
  return (
    <>
      <p role="status">
        <b>{file.name}</b>:{' '}
        {t(errors.length > 0 ? 'people.import.nobody' : 'people.import.plan', { count: people.length })}
      </p>
      <ImportErrors
        errors={errors.map(({ line, message }) => ({ line, message: lineErrorText(message) }))}
        failed={errors.length}
      />
      <ul className="people-plan">
        {people.map(({ agentId, name, role }) => (
          <li key={agentId}>
            <bdi>{isolated(name)}</bdi>{' '}
            <span className="soft small">
              {agentId} · {t(`role.${role}`)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Links({ added: { people, links }, onClose }: { added: PeopleImported; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  const nameOf = new Map(people.map(({ agentId, name }) => [agentId, name]))
  const lines = links.map(({ agentId, link }) => `${nameOf.get(agentId) ?? agentId}\t${link}`)
  const until = links[0]?.until
  return (
    <div className="form">
      <p>{t('people.import.done', { count: links.length, until: until ? momentInWords(until) : '' })}</p>
      <textarea
        className="people-links"
        aria-label={t('people.import.links')}
        readOnly
        value={lines.join('\n')}
      />
      <div className="dialog-foot">
        <span className="grow ok" role="status">
          {copied ? t('people.copied') : ''}
        </span>
        <Button
          onClick={() => void navigator.clipboard?.writeText(lines.join('\n')).then(() => setCopied(true))}
        >
          {t('secondFactor.copy')}
        </Button>
        <Button look="accent" onClick={onClose}>
          {t('people.passedOn')}
        </Button>
      </div>
    </div>
  )
}
