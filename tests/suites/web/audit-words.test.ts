import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import { detailInWords } from '../../../web/audit/entry-words.ts'

test.each([
  ['office_changed', null, 'rev 12', 'rev 12'],
  ['office_changed', null, 'rev 2; nothing', 'saved without a change · rev 2'],
  [
    'office_changed',
    null,
    'rev 4; week; greeting; recording.inbound: never → always; recording.announces: on → off',
    'opening hours · greeting · recording of calls that come in: Never → Always · telling callers that they are recorded: on → off · rev 4',
  ],
  ['office_changed', null, 'rev 4; fromANewerServer', 'fromANewerServer · rev 4'],
  [
    'groups_changed',
    null,
    'rev 3; added: 1; members: 2',
    '1 group added · members of 2 groups changed · rev 3',
  ],
  ['setting_changed', 'PARKING_SLOTS', '20 → default', 'Slots of the lot: 20 → default'],
  ['setting_changed', 'UNKNOWN_HERE', '20 → 30', 'UNKNOWN_HERE: 20 → 30'],
  ['role_changed', 'ben', 'supervisor', 'supervisor'],
  ['signed_in', null, null, null],
])('the detail of %s says in words what was changed', (what, target, detail, words) => {
  expect(detailInWords({ what, target, detail })).toBe(words)
})
