import { Role } from '../../machines/ids.ts'
import { t } from '../language/text.ts'

/** The roles with what each may do. */
export const roleChoices = () =>
  Role.options.map((value) => ({ value, label: `${t(`role.${value}`)}: ${t(`people.may.${value}`)}` }))
