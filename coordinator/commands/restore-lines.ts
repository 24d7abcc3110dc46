import { isInUse, type PartSurvey, type Survey, staysWhole } from '../backup/restore.ts'

interface Plan {
  site: string
  replace: boolean
  dryRun: boolean
}

/** What a restore does, a line for each part that is in the file or on the site. */
export function surveyLines(seen: Survey, { site, replace, dryRun }: Plan): string[] {
  const { origin, parts } = seen
  const of = origin.site === site ? `the site ${site}` : `the site ${origin.site}, into the site ${site}`
  const lines = [
    `Backup of ${of}, written at ${origin.at}, with the data of migration ${origin.data.id} ${origin.data.name}`,
    ...parts.filter((part) => part.there + totalOf(part) > 0).map((part) => lineOf(part, replace)),
  ]
  if (dryRun && !replace && isInUse(seen))
    lines.push('The site is in use: it would be refused without --replace.')
  return lines
}

const totalOf = ({ missing, same, other, outdated, unreadable }: PartSurvey) =>
  missing + same + other + outdated + unreadable

function lineOf(part: PartSurvey, replace: boolean): string {
  const { name, missing, same, other, outdated, unreadable, there } = part
  const facts: [number, string][] = [
    [missing, 'to be written'],
    [same, 'there already'],
    [other, replace ? 'to be replaced' : 'there with other contents, which stay'],
    [outdated, 'too old to be kept'],
    [unreadable, 'left out: this version cannot read them'],
  ]
  const said = staysWhole(part, replace)
    ? ['which stay as they are']
    : facts.flatMap(([count, what]) => (count > 0 ? `${count} ${what}` : []))
  return [`${name}: ${totalOf(part)} in the file`, `${there} on the site`, ...said].join(', ')
}
