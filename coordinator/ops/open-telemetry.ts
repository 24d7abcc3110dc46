import { setTimeout as pause } from 'node:timers/promises'
import { type Context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { loggedError } from './log-error.ts'
import { type Tracing, traceContext, traceparentOf } from './tracing.ts'

const SERVICE = 'switchyard'
/** A collector that does not answer must not delay the end of the process. */
const CLOSING_MS = 1_500

/**
 * Sends spans over OTLP/HTTP to `OTEL_EXPORTER_OTLP_ENDPOINT`. OpenTelemetry's own variables set the headers, the service
 * name and the rest. Spans that cannot be sent are dropped.
 */
export function openTelemetry(site: string): Tracing {
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE, 'switchyard.site': site }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const tracer = provider.getTracer(SERVICE)

  return {
    async run({ name, parent, attributes = {}, outcome }, work) {
      const span = tracer.startSpan(name, { attributes }, contextOf(parent))
      try {
        return await work(traceparentOf(span.spanContext()))
      } catch (error) {
        span.recordException(exceptionOf(error))
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        const known = outcome?.()
        if (known?.name !== undefined) span.updateName(known.name)
        if (known?.attributes) span.setAttributes(known.attributes)
        span.end()
      }
    },
    close: () => Promise.race([provider.shutdown(), pause(CLOSING_MS)]),
  }
}

/** Spans leave the site: they contain no more than the log. */
function exceptionOf(error: unknown) {
  const logged = loggedError(error)
  return typeof logged === 'string'
    ? logged
    : { name: logged.type, message: logged.message, stack: logged.stack }
}

function contextOf(parent: string | undefined): Context {
  const context = traceContext(parent)
  return context ? trace.setSpanContext(ROOT_CONTEXT, { ...context, isRemote: true }) : ROOT_CONTEXT
}
