import { FileButton, NativeSelect, Switch } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { ImportField, type ImportReport } from '../../coordinator/protocol/contacts.ts'
import { ApiRefusal } from '../api/request.ts'
import { formatNumber, isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { contactErrorText, type ImportChoice, importFile, LARGEST_IMPORT } from './contacts.ts'

export function ImportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Import contacts" wide>
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
      return setError('The file has more than 8 MB. Import it in parts.')
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
      <p>
        A CSV file from Outlook, Google or a spreadsheet, or vCards from a telephone. Up to 20,000 contacts at
        a time. Nothing is stored before you have seen what will be.
      </p>
      <FileButton
        onChange={(file) => void plan(file, null)}
        accept=".csv,.txt,.tsv,.vcf,text/csv,text/vcard"
        inputProps={{ 'aria-label': 'File with contacts' }}
      >
        {(props) => (
          <Button {...props} icon={<IconUpload size={17} aria-hidden />} disabled={busy}>
            {busy ? 'Reading…' : planned ? 'Choose another file' : 'Choose a file'}
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
          <Errors report={planned.report} />
          {planned.report.failed > 0 ? (
            <Switch
              label="Leave out the lines with errors"
              checked={skipErrors}
              onChange={(event) => setSkipErrors(event.currentTarget.checked)}
            />
          ) : null}
        </>
      ) : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        {planned ? (
          <Button
            look="accent"
            disabled={busy || changesOf(planned.report) === 0 || (planned.report.failed > 0 && !skipErrors)}
            onClick={() => void importIt(planned)}
          >
            {busy ? 'Importing…' : `Import ${changesOf(planned.report)}`}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

const FIELD_NAMES: Record<ImportField, string> = {
  '-': 'leave out',
  id: 'id',
  name: 'name',
  organisation: 'organisation',
  work: 'number, work',
  mobile: 'number, mobile',
  home: 'number, home',
  other: 'number, other',
  note: 'note',
  vip: 'VIP',
  blocked: 'blocked',
}

/** What each column of a spreadsheet is read as. */
function Columns(props: { planned: Planned; busy: boolean; onColumns: (columns: ImportField[]) => void }) {
  const { planned, busy, onColumns } = props
  const { columns } = planned.report
  if (columns.length === 0) return null
  return (
    <fieldset className="contact-fieldset import-columns" disabled={busy}>
      <legend>Columns</legend>
      {columns.map(({ heading, field }, n) => (
        <NativeSelect
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; headings may repeat.
          key={n}
          label={<bdi>{heading === '' ? `Column ${n + 1}` : isolated(heading)}</bdi>}
          data={ImportField.options.map((value) => ({ value, label: FIELD_NAMES[value] }))}
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

function Sample({ report: { sample } }: { report: ImportReport }) {
  if (sample.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: A region that scrolls must be reachable by key.
    <section className="card import-sample" aria-label="Preview" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {['Name', 'Organisation', 'Numbers', 'Note'].map((title) => (
              <th key={title} scope="col">
                {title}
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
                    {formatNumber(number)} <span className="soft">{kind}</span>
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

const SHOWN_ERRORS = 50

function Errors({ report: { errors, failed } }: { report: ImportReport }) {
  if (failed === 0) return null
  const more = failed - Math.min(errors.length, SHOWN_ERRORS)
  return (
    <div role="alert">
      <p className="bad">
        {failed} {failed === 1 ? 'line' : 'lines'} cannot be read:
      </p>
      <ul className="import-errors small">
        {errors.slice(0, SHOWN_ERRORS).map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            Line {line}: <bdi>{isolated(message)}</bdi>
          </li>
        ))}
        {more > 0 ? <li className="soft">and {more} more</li> : null}
      </ul>
    </div>
  )
}

const changesOf = ({ created, updated }: ImportReport) => created + updated

const planInWords = ({ created, updated, unchanged, sample }: ImportReport) =>
  `${created} new, ${updated} changed, ${unchanged} as they are.${sample.length === 0 ? '' : ` The first ${sample.length}:`}`

const doneInWords = ({ created, updated, failed }: ImportReport) =>
  `Contacts imported: ${created} new, ${updated} changed${failed > 0 ? `, ${failed} left out` : ''}`

function importErrorText(error: unknown): string {
  if (error instanceof ApiRefusal) return `Nothing was imported. ${contactErrorText(error)}`
  return 'The server did not answer. Try again: what is stored by now stays as it is.'
}
