import { FileButton, NativeSelect, Switch } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { ImportField, type ImportReport } from '../../coordinator/protocol/contacts.ts'
import { ApiRefusal } from '../api/request.ts'
import { formatNumber, isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { SCROLLS } from '../look/scrolls.ts'
import { kindWord } from './contact-words.ts'
import { contactErrorText, type ImportChoice, importFile, LARGEST_IMPORT } from './contacts.ts'
import { ImportErrors } from './import-errors.tsx'

export function ImportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title={t('contacts.import.title')} wide>
      {opened ? <Import onClose={onClose} /> : null}
    </Dialog>
  )
}

/** A file, and what the server says that it would do with it. */
interface Planned {
  file: File
  report: ImportReport
  /** Null: as the headings say. */
  columns: readonly ImportField[] | null
}

function Import({ onClose }: { onClose: () => void }) {
  const { notices } = useConsole()
  const [planned, setPlanned] = useState<Planned | null>(null)
  const [skipErrors, setSkipErrors] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function attempt(file: File, choice: ImportChoice) {
    setBusy(true)
    setError(null)
    try {
      return await importFile(file, choice)
    } catch (reason) {
      setError(importErrorText(reason))
      return null
    } finally {
      setBusy(false)
    }
  }

  async function plan(file: File | null, columns: Planned['columns']) {
    if (!file) return
    if (file.size > LARGEST_IMPORT) {
      setPlanned(null)
      return setError(t('contacts.import.tooLarge'))
    }
    const report = await attempt(file, { columns, skipErrors: false, dryRun: true })
    // Other columns that are refused leave the table, so that they can be put right.
    if (report) setPlanned({ file, report, columns })
    else if (columns === null) setPlanned(null)
  }

  async function importIt({ file, columns }: Planned) {
    const report = await attempt(file, { columns, skipErrors, dryRun: false })
    if (!report) return
    notices.trigger.show({ title: doneInWords(report), tone: 'good' })
    onClose()
  }

  return (
    <div className="form">
      <p>{t('contacts.import.words')}</p>
      <FileButton
        onChange={(file) => void plan(file, null)}
        accept=".csv,.txt,.tsv,.vcf,text/csv,text/vcard"
        inputProps={{ 'aria-label': t('contacts.fileOf') }}
      >
        {(props) => (
          <Button {...props} icon={<IconUpload size={17} aria-hidden />} disabled={busy}>
            {t(busy ? 'start.reading' : planned ? 'contacts.chooseAnother' : 'contacts.chooseFile')}
          </Button>
        )}
      </FileButton>
      <div role="alert" className="bad">
        {error}
      </div>
      {planned ? (
        <>
          <p role="status">
            <b>{planned.file.name}</b>: {planInWords(planned.report)}
          </p>
          <Columns planned={planned} busy={busy} onColumns={(columns) => void plan(planned.file, columns)} />
          <Sample report={planned.report} />
          <ImportErrors {...planned.report} />
          {planned.report.failed > 0 ? (
            <Switch
              label={t('contacts.import.leaveOut')}
              checked={skipErrors}
              onChange={(event) => setSkipErrors(event.currentTarget.checked)}
            />
          ) : null}
        </>
      ) : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        {planned ? (
          <Button
            look="accent"
            disabled={busy || changesOf(planned.report) === 0 || (planned.report.failed > 0 && !skipErrors)}
            onClick={() => void importIt(planned)}
          >
            {busy
              ? t('contacts.import.importing')
              : t('contacts.import.count', { count: changesOf(planned.report) })}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

const FIELD_NAMES: Record<ImportField, Words> = {
  '-': 'contacts.import.field.leaveOut',
  id: 'contacts.import.field.id',
  name: 'contacts.import.field.name',
  organisation: 'contacts.import.field.organisation',
  work: 'contacts.import.field.work',
  mobile: 'contacts.import.field.mobile',
  home: 'contacts.import.field.home',
  other: 'contacts.import.field.other',
  note: 'contacts.import.field.note',
  vip: 'contacts.import.field.vip',
  blocked: 'contacts.import.field.blocked',
}

/** What each column of a spreadsheet is read as. */
function Columns(props: { planned: Planned; busy: boolean; onColumns: (columns: ImportField[]) => void }) {
  const { planned, busy, onColumns } = props
  const { columns } = planned.report
  if (columns.length === 0) return null
  return (
    <fieldset className="contact-fieldset import-columns" disabled={busy}>
      <legend>{t('contacts.columns')}</legend>
      {columns.map(({ heading, field }, n) => (
        <NativeSelect
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; headings may repeat.
          key={n}
          label={
            <bdi>{heading === '' ? t('contacts.columnNumber', { number: n + 1 }) : isolated(heading)}</bdi>
          }
          data={ImportField.options.map((value) => ({ value, label: t(FIELD_NAMES[value]) }))}
          value={field}
          onChange={(event) => {
            const chosen = ImportField.catch('-').parse(event.currentTarget.value)
            onColumns(columns.map((column, at) => (at === n ? chosen : column.field)))
          }}
        />
      ))}
    </fieldset>
  )
}

const SAMPLE_HEADINGS = ['office.name', 'contacts.organisation', 'contacts.numbers', 'contacts.note'] as const

function Sample({ report: { sample } }: { report: ImportReport }) {
  if (sample.length === 0) return null
  return (
    <section className="card import-sample" aria-label={t('contacts.import.preview')} {...SCROLLS}>
      <table>
        <thead>
          <tr>
            {SAMPLE_HEADINGS.map((title) => (
              <th key={title} scope="col">
                {t(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.map(({ id, name, organisation, numbers, note }) => (
            <tr key={id}>
              <td>
                <bdi>{isolated(name)}</bdi>
              </td>
              <td>
                <bdi>{organisation ? isolated(organisation) : '–'}</bdi>
              </td>
              <td>
                {numbers.map(({ number, kind }) => (
                  <div key={number} className="unbroken">
                    {formatNumber(number)} <span className="soft">{kindWord(kind)}</span>
                  </div>
                ))}
              </td>
              <td>
                <bdi>{note ? isolated(note) : '–'}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const changesOf = ({ created, updated }: ImportReport) => created + updated

const planInWords = ({ created, updated, unchanged, sample }: ImportReport) =>
  sample.length === 0
    ? t('contacts.import.plan', { created, updated, unchanged })
    : t('contacts.import.planSample', { created, updated, unchanged, sample: sample.length })

const doneInWords = ({ created, updated, failed }: ImportReport) =>
  failed > 0
    ? t('contacts.import.doneLeftOut', { created, updated, failed })
    : t('contacts.import.done', { created, updated })

function importErrorText(error: unknown): string {
  if (error instanceof ApiRefusal) return t('contacts.import.nothing', { why: contactErrorText(error) })
  return t('contacts.import.noAnswer')
}
