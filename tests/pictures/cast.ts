import type { Role } from '../../machines/ids.ts'

/** What the people of the sandbox are called on the pictures. */
export const NAMES = { front_desk: 'Anna Lind', sales: 'Ben Haas', ops: 'Olga Peters' } as const

interface Hired {
  agentId: string
  name: string
  role: Role
}

const hired = (agentId: string, name: string, role: Role = 'agent'): Hired => ({ agentId, name, role })

/** Who works there besides. */
export const HIRED = [
  hired('carla', 'Carla Moreau'),
  hired('david', 'David Okafor'),
  hired('emma', 'Emma Novak'),
  hired('farid', 'Farid Aziz'),
  hired('greta', 'Greta Holm'),
  hired('hugo', 'Hugo Silva'),
  hired('ines', 'Ines Costa', 'supervisor'),
  hired('jonas', 'Jonas Weber'),
  hired('kai', 'Kai Tanaka', 'ops'),
] as const

/** Who has a link, and has not used it. */
export const INVITED = hired('lea', 'Lea Brunner')
/** Who worked there before. */
export const FORMER = hired('marc', 'Marc Dubois')

/** Numbers that no telephone has: they are kept free for stories. */
export const PEOPLE_OUTSIDE = {
  nora: { from: '+13095550192' },
  lena: { from: '+13095550190' },
  ada: { from: '+12175550120' },
  ben: { from: '+12175550121' },
  carol: { from: '+442079460123' },
  dev: { from: '+12175550123' },
  elena: { from: '+493023125042' },
  frank: { from: '+12175550125' },
  grace: { from: '+12175550126' },
  henry: { from: '+13125550127' },
  ivy: { from: '+13125550128' },
  unknown: { from: '+12175550177' },
  withheld: { from: 'anonymous' },
  doubtful: { from: '+12175550126', stirVerstat: 'TN-Validation-Failed-C' },
} as const

/** As another program has exported them. */
export const CONTACTS = `Name,Company,Business Phone,Mobile,Notes,VIP
Ada Brown,Brown Joinery,+12175550120,,Asks for the oak table. Delivery by the end of the month.,
Ben Ortiz,Ortiz Transport,+12175550121,+12175550131,,
Carol Jennings,Jennings & Clarke,+442079460123,,Calls from London: five hours ahead.,yes
Dev Patel,Patel Pharmacy,+12175550123,,,
Elena Fischer,Fischer Haustechnik,+493023125042,,Speaks German and English.,
Frank Oduya,Dale Farms,+12175550125,,,
Grace Kim,,,+12175550126,Prefers a call back after 4 pm.,
Henry Walsh,Walsh Estates,+13125550127,,,
Ivy Chen,Chen Catering,+13125550128,+13125550138,Menu for 40 people on the 14th.,yes
Jack Moore,Moore Electrical,+13125550129,,,
Kira Lange,Lange Optik,+493023125043,,,
Liam Doyle,Doyle Books,+12175550132,,,
`

/** With a line that cannot be read. */
export const MORE_CONTACTS = `Name;Firma;Business Phone;Handy;Remarks
Mona Reyes;Reyes Flowers;(217) 555-0140;;fresh roses on Fridays
Noah Becker;Becker Metallbau;+49 30 23125044;+49 30 23125045;
Olive Grant;Grant Legal;call me;;
Paul Ivers;Ivers Roofing;217 555 0143;;
`

/** What can come of a call. */
export const TAGS = ['order', 'delivery', 'question', 'complaint', 'follow up', 'wrong number']

const ZONES = [
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/Chicago',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Nairobi',
  'Asia/Karachi',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
]
const NOON = 12

/** A time zone in which it is about noon, so that each picture shows an office at work. */
export const officeZone = (now: Date): string => {
  const distance = (timeZone: string) => {
    const options = { timeZone, hour: 'numeric', hourCycle: 'h23' } as const
    return Math.abs(Number(new Intl.DateTimeFormat('en', options).format(now)) - NOON)
  }
  return [...ZONES].sort((a, b) => distance(a) - distance(b))[0] ?? 'UTC'
}

const day = (from: string, to: string) => [{ from, to }]

/** The settings of the office when all of its calls are over. */
export const officeAt = (timeZone: string, year: number) => ({
  timeZone,
  week: {
    ...{ mon: day('08:00', '18:00'), tue: day('08:00', '18:00'), wed: day('08:00', '18:00') },
    thu: [...day('08:00', '12:30'), ...day('14:00', '20:00')],
    ...{ fri: day('08:00', '16:00'), sat: day('09:00', '16:00'), sun: [] },
  },
  exceptions: [
    { day: `${year}-12-24`, name: 'Christmas Eve', hours: day('08:00', '12:00') },
    { day: `${year}-12-25`, name: 'Christmas Day', hours: [] },
  ],
  greeting: { kind: 'say', text: 'Welcome to Lee & Sons. Please hold the line.' },
})
