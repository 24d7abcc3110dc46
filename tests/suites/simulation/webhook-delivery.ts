import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import type { WebhookAnswer } from '../../../coordinator/twilio/webhooks/webhook.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { ConnectionLost } from './connection-lost.ts'
import type { World } from './world.ts'

/** One try and three retries, as the product's URLs say: `#rc=3&rp=5xx,ct,rt`. */
const TRIES = 4
const ANSWER_WITHIN_MS = 15_000

/** Twilio's requests to the coordinators. On the way they may be lost, late or doubled. */
export class WebhookDelivery {
  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  /** Requests TwiML, and repeats the request while there is no answer. @returns null when no try was answered */
  async ask(
    path: string,
    form: Record<string, string>,
    query: Record<string, string>,
  ): Promise<string | null> {
    const { scheduler, faults } = this.world
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) await scheduler.sleep(this.random.between(500, 2500))
      if (faults.strikes('webhookTwice')) void this.#deliver(path, form, query)
      const answer = await this.#deliver(path, form, query)
      if (answer?.status === 200) return answer.body
    }
    return null
  }

  /** Sends a status callback: on time or late, once, twice or never. */
  async notice(target: string, form: Record<string, string>): Promise<void> {
    const { scheduler, faults } = this.world
    const { pathname, searchParams } = new URL(target, 'http://any')
    const query = Object.fromEntries(searchParams)
    const late = faults.strikes('webhookLate')
      ? this.random.between(1_000, 20_000)
      : this.random.between(20, 300)
    const times = faults.strikes('webhookTwice') ? 2 : 1
    for (let n = 0; n < times; n++) {
      await scheduler.sleep(n === 0 ? late : this.random.between(0, 5_000))
      if (!(await this.#deliver(pathname, form, query))) await this.#deliver(pathname, form, query)
    }
  }

  async #deliver(
    path: string,
    form: Record<string, string>,
    query: Record<string, string>,
  ): Promise<WebhookAnswer | null> {
    const { world, random } = this
    const { scheduler, faults } = world
    await scheduler.sleep(random.between(5, 60))
    if (faults.strikes('webhookLost')) {
      await scheduler.sleep(random.between(500, 3_000))
      return null
    }
    const coordinator = world.coordinators.anyReady()
    if (!coordinator) return null
    const [webhook, params] = this.#find(path, coordinator.webhooks)
    const watched = world.rules.watchAnswer(path, form)
    const answered = world.coordinators
      .request(coordinator, () => webhook.answer({ form, query, path: params, trace: `trace of ${path}` }))
      .catch((error: unknown) => this.#failed(error, path))
    const timeout = scheduler.sleep(ANSWER_WITHIN_MS).then(() => null)
    const answer = await Promise.race([answered, timeout])
    if (answer?.status === 200) watched(answer.body)
    if (answer !== null && answer.status >= 400 && answer.status !== 503)
      world.fail('webhooks are understood', `${path} was answered ${answer.status}: ${answer.body}`)
    await scheduler.sleep(random.between(5, 40))
    return faults.strikes('webhookAnswerLost') || answer?.status === 503 ? null : answer
  }

  #failed(error: unknown, path: string): WebhookAnswer | null {
    if (error instanceof ConnectionLost) return null
    if (!(error instanceof RedisAway)) this.world.rules.failUnlessExpected(error, path)
    return { status: 503, type: 'text/plain', body: '' }
  }

  #find<W>(path: string, webhooks: ReadonlyMap<string, W>): [W, Record<string, string>] {
    const [, kind, sid = ''] = /^\/(calls|legs)\/([^/]+)\/twiml$/.exec(path) ?? []
    const params = kind === 'calls' ? { callSid: sid } : kind === 'legs' ? { legSid: sid } : {}
    const [name = ''] = Object.keys(params)
    const webhook = webhooks.get(kind === undefined ? path : `/${kind}/:${name}/twiml`)
    if (!webhook) throw new Error(`There is no webhook ${path}`)
    return [webhook, params]
  }
}
