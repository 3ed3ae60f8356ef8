/**
 * What people, monitors and `mallee admin` ask, under `/_/`: health, metrics, the admin interface.
 * Health and metrics need no signature: they say nothing of anybody's data.
 */
import Router, { type RouterContext } from '@koa/router'
import type Koa from 'koa'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { HttpHandler } from './http/exchange.ts'
import { sendHttpResponse, toHttpRequest } from './http/exchange-node.ts'

export interface ControlOptions {
  readonly admin: HttpHandler
  /** `/_/console/…` */
  readonly console: HttpHandler
  /** `/_/hooks` and what lies under it. */
  readonly hooks: HttpHandler
  readonly metricsText: () => Promise<string>
  readonly isReady: () => Promise<boolean>
  readonly nextId: () => string
  readonly clock: Clock
  readonly log: Logger
}

export function createControlRoutes(options: ControlOptions): Koa.Middleware {
  const router = new Router()
  router.get('/_/health/live', ctx => {
    ctx.body = 'live\n'
  })
  router.get('/_/health/ready', async ctx => {
    const isReady = await options.isReady()
    ctx.status = isReady ? 200 : 503
    ctx.body = isReady ? 'ready\n' : 'not ready\n'
  })
  router.get('/_/metrics', async ctx => {
    ctx.type = 'text/plain; version=0.0.4; charset=utf-8'
    ctx.body = await options.metricsText()
  })
  router.all('/_/admin/*rest', ctx => answer(ctx, options.admin, 'admin request'))
  router.all('/_/console/*rest', ctx => answer(ctx, options.console, 'console request'))
  router.all('/_/hooks', ctx => answer(ctx, options.hooks, 'hooks request'))
  router.all('/_/hooks/*rest', ctx => answer(ctx, options.hooks, 'hooks request'))

  async function answer(ctx: RouterContext, handler: HttpHandler, what: string): Promise<void> {
    ctx.respond = false
    const received = {
      id: options.nextId(),
      receivedAtMs: options.clock.now(),
      expectsContinue: false,
    }
    const request = toHttpRequest(ctx.req, ctx.res, received)
    const response = await handler(request)
    options.log.info(
      { requestId: request.id, path: request.rawPath, status: response.status, ...response.facts },
      what,
    )
    await sendHttpResponse(ctx.res, response)
  }
  const routes = router.routes()
  return async (ctx, next) => {
    // Koa's own `path` would parse the URL of every request.
    if (!ctx.req.url?.startsWith('/_/')) return next()
    // The router adds its own fields to the context as it matches.
    // Nothing of the control side falls through to the protocols: what no route takes is 404.
    await routes(ctx as RouterContext, async () => undefined)
  }
}
