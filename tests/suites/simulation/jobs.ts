import { JobCatalogue as Catalogue, JobName } from '../../../jobs/catalogue.ts'
import type { JobDeps } from '../../../jobs/handlers/deps.ts'
import { runJob } from '../../../jobs/run-job.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import type { SimulatedProcess } from './scheduler.ts'
import type { World } from './world.ts'

interface AddedJob {
  name: string
  data: unknown
  opts?: { jobId?: string | undefined; delay?: number | undefined }
}

/** How long a job whose worker died is locked, before another takes it up. */
const STALLED_AFTER_MS = 30_000
const SWEEP_EVERY_MS = 8_000

/**
 * What BullMQ promises of jobs: each is run at least once, when it is due or later, by any worker; a name is
 * taken once; what fails is tried again as its options say. Jobs are kept in Redis, and lost with it.
 */
export class Jobs {
  readonly sweepEveryMs = SWEEP_EVERY_MS
  #names = new Set<string>()
  /** Raised when Redis loses everything. */
  #epoch = 0

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  begin() {
    for (const name of ['sweep', 'adopt']) this.#again(name, this.#epoch)
  }

  forget() {
    this.#names.clear()
    this.#epoch += 1
    // A worker that lives puts the schedulers back with one of its next beats.
    for (const name of ['sweep', 'adopt'])
      this.world.scheduler.after(this.random.between(5_000, 8_000), () => this.#again(name, this.#epoch))
  }

  /** The queue as a process has it. */
  queueOf(
    process: SimulatedProcess,
  ): Pick<JobDeps['queue'], 'add'> & { addBulk(jobs: AddedJob[]): Promise<never[]> } {
    const addBulk = async (jobs: AddedJob[]) => {
      await this.#reached(process)
      for (const job of jobs) this.#take(job)
      await this.#reached(process)
      return []
    }
    const add = (name: string, data: unknown, opts: AddedJob['opts']) =>
      addBulk([{ name, data, ...(opts && { opts }) }])
    return { addBulk, add: add as unknown as JobDeps['queue']['add'] }
  }

  /** BullMQ's connections wait out any outage. */
  async #reached(process: SimulatedProcess): Promise<void> {
    do {
      await new Promise<void>(
        (done) => void this.world.scheduler.after(this.random.between(0.3, 1), done, process),
      )
    } while (this.world.redisAway)
  }

  #take({ name, data, opts = {} }: AddedJob) {
    const { jobId, delay = 0 } = opts
    if (jobId !== undefined && this.#names.has(jobId)) return
    if (jobId !== undefined) this.#names.add(jobId)
    this.#due(name, data, delay, 1)
    if (this.world.faults.strikes('jobTwice')) this.#due(name, data, delay + this.random.between(0, 2000), 1)
  }

  #due(name: string, data: unknown, delay: number, attempt: number) {
    const epoch = this.#epoch
    const late = this.world.faults.strikes('jobLate')
      ? this.random.between(200, 6000)
      : this.random.between(0.5, 5)
    this.world.scheduler.after(delay + late, () => {
      if (epoch === this.#epoch) void this.#run(name, data, attempt)
    })
  }

  async #run(name: string, data: unknown, attempt: number): Promise<void> {
    const { world } = this
    const worker = world.redisAway ? null : world.coordinators.anyReady()
    if (!worker) return this.#due(name, data, 500, attempt)
    try {
      const work = world.mutant.runJob ?? runJob
      await world.coordinators.request(worker, () => work(worker.jobDeps, name, data))
    } catch (error) {
      if (!worker.alive) return this.#due(name, data, STALLED_AFTER_MS, attempt)
      world.rules.failUnlessExpected(error, `job ${name}`)
      const { attempts } = Catalogue[JobName.parse(name)].options
      if (attempt < attempts) this.#due(name, data, 1000 * 2 ** (attempt - 1), attempt + 1)
    }
  }

  #again(name: string, epoch: number) {
    if (epoch !== this.#epoch) return
    this.#due(name, {}, 0, 1)
    this.world.scheduler.after(SWEEP_EVERY_MS, () => this.#again(name, epoch))
  }
}
