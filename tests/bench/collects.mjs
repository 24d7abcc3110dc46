// Loaded before a program that is measured (`node --import`). At SIGUSR2 the program collects its garbage. Otherwise it would do so
// at some later time, and its memory would say more about what it did than about what it keeps.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
process.on('SIGUSR2', () => collect())
