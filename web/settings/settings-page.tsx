import { useSelector } from '@xstate/react'
import { useState } from 'react'
import type { SettingsView, SettingValue, SettingView } from '../../coordinator/protocol/settings.ts'
import { useConfirmed } from '../account/use-confirmed.tsx'
import { ApiRefusal } from '../api/request.ts'
import { useConsole } from '../desk/use-console.ts'
import { number } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { fieldOf } from './setting-field.tsx'
import { SettingRow } from './setting-row.tsx'
import { valueIn } from './setting-values.ts'
import { GROUPS, labelOf } from './setting-words.ts'
import { savedText, saveSettings } from './settings-store.ts'
import '../office/office.css'
import './settings.css'

/** What the office changes without a restart. For administrators. */
export function SettingsPage() {
  const { me, settings } = useConsole()
  const view = useSelector(settings, ({ context }) => context.view)
  if (me.role !== 'admin') return <p className="empty">{t('settings.onlyAdmins')}</p>
  return view === null ? <p className="soft">{t('start.reading')}</p> : <SettingsForm view={view} />
}

type Errors = Readonly<Record<string, string>>

function SettingsForm({ view }: { view: SettingsView }) {
  const { settings, readSettings, notices } = useConsole()
  const typed = useSelector(settings, ({ context }) => context.typed)
  const contested = useSelector(settings, ({ context }) => context.contested)
  const [errors, setErrors] = useState<Errors>({})
  const [saveError, setSaveError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const names = Object.keys(typed)
  const { confirmed, dialog } = useConfirmed()

  const fail = (found: Errors) => {
    setErrors(found)
    setSaveError(t('office.lookAgain'))
    const [first] = Object.keys(found)
    if (first !== undefined) document.getElementById(fieldOf(first))?.focus()
  }

  /** @param done what is said when it has succeeded */
  async function change(values: Record<string, SettingValue | null>, done: string) {
    setBusy(true)
    setSaveError(null)
    try {
      await confirmed(async () => {
        const saved = await saveSettings(values, view.rev)
        settings.trigger.saved({ view: saved, names: Object.keys(values) })
      })
      setErrors({})
      notices.trigger.show({ title: done, tone: 'good' })
    } catch (error) {
      const problem = error instanceof ApiRefusal ? error.problem : null
      if (problem?.code === 'changed_meanwhile') readSettings()
      if (problem?.errors) fail(errorsFrom(problem.errors, view))
      else setSaveError(saveErrorText(problem))
    } finally {
      setBusy(false)
    }
  }

  function save() {
    const values: Record<string, SettingValue | null> = {}
    const wrong: Record<string, string> = {}
    for (const name of names) {
      const setting = view.settings[name]
      const value = setting && valueIn(typed[name] ?? '', setting)
      if (value === undefined) wrong[name] = acceptedText(setting)
      else values[name] = value
    }
    if (Object.keys(wrong).length > 0) fail(wrong)
    else void change(values, t('settings.saved'))
  }

  return (
    <>
      <form
        className="office"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <p className="soft">{t('settings.intro')}</p>
        {GROUPS.map(({ id, title, settings: known }) => (
          <section key={id} className="card panel" aria-labelledby={`settings-${id}`}>
            <h2 id={`settings-${id}`}>{t(title)}</h2>
            <ul className="settings">
              {Object.entries(known).map(([name, { label, words }]) => {
                const setting = view.settings[name]
                if (setting === undefined) return null
                return (
                  <SettingRow
                    key={name}
                    name={name}
                    label={t(label)}
                    words={t(words)}
                    setting={setting}
                    text={typed[name] ?? savedText(view, name)}
                    error={errors[name]}
                    contested={contested.includes(name)}
                    busy={busy}
                    onType={(text) => {
                      settings.trigger.typed({ name, text })
                      setErrors(({ [name]: _, ...others }) => others)
                    }}
                    onKeep={() => settings.trigger.kept({ name })}
                    onTake={() => settings.trigger.dropped({ names: [name] })}
                    onUndo={() =>
                      void change(
                        { [name]: setting.lastChange?.before ?? null },
                        t('settings.undone', { label: t(label) }),
                      )
                    }
                  />
                )
              })}
            </ul>
          </section>
        ))}
        <div className="office-foot">
          <Button type="submit" look="accent" disabled={names.length === 0 || contested.length > 0 || busy}>
            {busy ? t('secondFactor.saving') : t('office.save')}
          </Button>
          <Button
            disabled={names.length === 0 || busy}
            onClick={() => {
              settings.trigger.dropped({ names })
              setErrors({})
              setSaveError(null)
            }}
          >
            {t('office.discard')}
          </Button>
          <span role="alert" className="bad grow">
            {contested.length > 0 ? t('settings.decide') : saveError}
          </span>
        </div>
      </form>
      {/* Outside of the form: what is sent in the dialog is not sent here. */}
      {dialog}
    </>
  )
}

function acceptedText(setting: SettingView | undefined): string {
  if (setting === undefined) return t('settings.notHere')
  if (setting.number === null) return t('settings.words')
  const { least, most } = setting.number
  return t('settings.whole', { least: number(least), most: number(most) })
}

/** By setting. The server's own words are for programs. */
const errorsFrom = (errors: readonly { path: string; message: string }[], view: SettingsView): Errors =>
  Object.fromEntries(
    errors.flatMap(({ path, message }) => {
      const [, name] = /^settings\.(\w+)\.value$/.exec(path) ?? []
      if (name === undefined) return []
      const setting = view.settings[name]
      const [, earlier] = /^does not come after (\w+);/.exec(message) ?? []
      if (earlier !== undefined) return [[name, t('settings.after', { label: labelOf(earlier) })]]
      const variable = setting?.lockedBy ?? null
      return [[name, variable === null ? acceptedText(setting) : t('settings.locked', { variable })]]
    }),
  )

function saveErrorText(problem: ApiRefusal['problem'] | null): string {
  if (problem === null) return t('office.noAnswer')
  if (problem.code === 'confirmation_required') return t('settings.notConfirmed')
  if (problem.code === 'changed_meanwhile')
    return t('settings.changedMeanwhile', { name: problem.winner?.name ?? t('office.somebody') })
  return problem.detail
}
