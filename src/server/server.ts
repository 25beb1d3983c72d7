// The pages over HTTP: server-rendered, readable without a script, and live by server-sent events. The one thing to know:
// it holds no state of its own; every page is made from `Views` when it is asked for.
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { LabloopError } from '../errors.ts'
import { loopStatuses } from '../ledger/order.ts'
import type {
  AlignmentView,
  ExceptionList,
  ExceptionPageView,
  FoundView,
  ListPage,
  ListPlace,
  LoopView,
  MessageRow,
  MessageView,
  OrderRow,
  OrderView,
} from './contract.ts'
import { type LiveParts, liveParts } from './events.ts'
import { demandLoopback, isOwnHost, isOwnOrigin } from './guard.ts'
import { html, type Markup } from './html.ts'
import { alignmentBody } from './pages/alignment.ts'
import { exceptionBody } from './pages/exception.ts'
import { exceptionPage } from './pages/exception-list.ts'
import { layout, type Place } from './pages/layout.ts'
import { longList } from './pages/long-list.ts'
import { loopBody, loopParts, messageTable, orderTable } from './pages/loop.ts'
import { messageBody } from './pages/message.ts'
import { orderBody } from './pages/order.ts'

/** Where the pages get what they show. */
export type Views = {
  now(): number
  /** `note`: what whoever looks must know of this run before anything else; mostly empty. */
  site(): { readonly title: string; readonly timeZone: string; readonly note: string }
  loop(): Promise<LoopView>
  /** All where `loop` is empty. */
  orders(loop: string, place: ListPlace, limit: number): Promise<ListPage<OrderRow>>
  order(id: number): Promise<OrderView | null>
  /** `after`: where one of the lists says that others begin; all where it is empty or says nothing. */
  exceptions(after: string, limit: number): Promise<ExceptionList>
  exception(id: number): Promise<ExceptionPageView | null>
  messages(place: ListPlace, limit: number): Promise<ListPage<MessageRow>>
  message(id: number): Promise<MessageView | null>
  find(text: string): Promise<FoundView>
  alignment(): Promise<AlignmentView>
  /** Told of every page that failed. */
  onTrouble(error: unknown): void
}

export type PageServer = { readonly url: string; close(): Promise<void> }

/** How many rows a page of a long list has. */
const rowsOfList = 200
const assets = join(import.meta.dirname, 'assets')
const headers = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Serves the pages at a loopback address; a taken port gives the next free one when `orNext`. */
export async function servePages(
  views: Views,
  at: { host: string; port: number; orNext: boolean },
): Promise<PageServer> {
  demandLoopback(at.host)
  const live = liveParts(async () => loopParts(await views.loop()))
  const { app, port } = await listen(() => application(views, live), at)
  return {
    url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`,
    close: async () => {
      live.close()
      await app.close()
    },
  }
}

/** Tries the port, and the 20 after it where the next free one will do. */
async function listen(make: () => FastifyInstance, at: { host: string; port: number; orNext: boolean }) {
  for (let port = at.port; ; port++) {
    const app = make()
    try {
      await app.listen({ host: at.host, port })
      return { app, port: (app.server.address() as AddressInfo).port }
    } catch (error) {
      await app.close()
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EADDRINUSE' && at.orNext && port < at.port + 20) continue
      if (code === 'EADDRINUSE') throw new LabloopError('port-taken', { place: `${at.host}:${port}`, cause: error })
      throw error
    }
  }
}

/** The application, without a socket: tests speak to it by injection. */
export function application(views: Views, live: LiveParts): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true })
  guard(app, views.onTrouble)
  pages(app, views)
  app.get('/events', (_request, reply) => live.join(reply))
  for (const [path, file, type] of [
    ['/style.css', 'style.css', 'text/css; charset=utf-8'],
    ['/live.js', 'live.js', 'text/javascript; charset=utf-8'],
    ['/icon.svg', 'icon.svg', 'image/svg+xml'],
  ] as const) {
    const content = readFileSync(join(assets, file))
    app.get(path, (_request, reply) => reply.type(type).send(content))
  }
  return app
}

function guard(app: FastifyInstance, onTrouble: Views['onTrouble']): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    const port = request.socket.localPort ?? 0
    if (isOwnHost(request.headers.host, port) && isOwnOrigin(request.headers.origin, port)) return
    await reply.code(403).type('text/plain').send('Labloop answers only pages of its own, opened on this machine.\n')
  })
  app.setErrorHandler((error, _request, reply) => {
    onTrouble(error)
    return reply.code(500).type('text/plain').send('Something in Labloop or its database failed; the log says what.\n')
  })
}

function pages(app: FastifyInstance, views: Views): void {
  const show = frame(views)
  app.get('/', async (_request, reply) => {
    const view = await views.loop()
    return show(reply, { title: 'The loop', place: 'loop', live: true, body: loopBody(view) })
  })
  app.get<{ Querystring: Asked & { loop?: string } }>('/orders', async (request, reply) => {
    const loop = loopStatuses.find((status) => status === request.query.loop) ?? ''
    const page = await views.orders(loop, placeOf(request.query), rowsOfList)
    const table = orderTable(page.rows, views.now(), views.site().timeZone)
    const body = longList(
      loop ? `Orders: ${loop}` : 'Orders',
      loop ? `/orders?loop=${loop}` : '/orders',
      'order',
      page,
      table,
    )
    return show(reply, { title: 'Orders', place: 'orders', live: false, body })
  })
  app.get<{ Querystring: Asked }>('/exceptions', async (request, reply) => {
    const list = await views.exceptions(String(request.query.after ?? ''), rowsOfList)
    const body = html`<h1>Exceptions</h1>${exceptionPage(list, views.now())}`
    return show(reply, { title: 'Exceptions', place: 'exceptions', live: false, body })
  })
  app.get<{ Querystring: Asked }>('/messages', async (request, reply) => {
    const page = await views.messages(placeOf(request.query), rowsOfList)
    const body = longList(
      'Messages',
      '/messages',
      'message',
      page,
      messageTable(page.rows, views.now(), views.site().timeZone),
    )
    return show(reply, { title: 'Messages', place: 'messages', live: false, body })
  })
  app.get('/alignment', async (_request, reply) => {
    const body = alignmentBody(await views.alignment(), views.now(), views.site().timeZone)
    return show(reply, { title: 'Alignment', place: 'alignment', live: false, body })
  })
  onePage(app, views, show)
  app.setNotFoundHandler((_request, reply) => missing(reply, show))
}

function onePage(app: FastifyInstance, views: Views, show: Show): void {
  app.get<{ Params: { id: string } }>('/orders/:id', async (request, reply) => {
    const order = await views.order(wholeNumber(request.params.id))
    if (!order) return missing(reply, show)
    return show(reply, {
      title: order.placerNumber || 'Order',
      place: 'orders',
      live: false,
      body: orderBody(order, views.now(), views.site().timeZone),
    })
  })
  app.get<{ Params: { id: string } }>('/exceptions/:id', async (request, reply) => {
    const exception = await views.exception(wholeNumber(request.params.id))
    if (!exception) return missing(reply, show)
    return show(reply, {
      title: 'Exception',
      place: 'exceptions',
      live: false,
      body: exceptionBody(exception, views.now(), views.site().timeZone),
    })
  })
  app.get<{ Params: { id: string } }>('/messages/:id', async (request, reply) => {
    const message = await views.message(wholeNumber(request.params.id))
    if (!message) return missing(reply, show)
    return show(reply, {
      title: 'Message',
      place: 'messages',
      live: false,
      body: messageBody(message, views.site().timeZone),
    })
  })
  app.get<{ Querystring: { q?: string } }>('/search', async (request, reply) => {
    const found = await views.find(
      String(request.query.q ?? '')
        .trim()
        .slice(0, 200),
    )
    return show(reply, {
      title: 'Found',
      place: 'other',
      live: false,
      body: foundBody(found, views.now(), views.site().timeZone),
    })
  })
}

type Shown = { title: string; place: Place; live: boolean; body: Markup }
type Show = (reply: FastifyReply, page: Shown) => Promise<FastifyReply>

function frame(views: Views): Show {
  return async (reply, page) =>
    reply.type('text/html; charset=utf-8').send(layout({ ...page, site: views.site().title, note: views.site().note }))
}
function missing(reply: FastifyReply, show: Show): Promise<FastifyReply> {
  const body = html`<h1>Not here</h1><p>There is nothing under this address. Go back to <a href="/">the loop</a>, or search above.</p>`
  return show(reply.code(404), { title: 'Not here', place: 'other', live: false, body })
}

function foundBody(found: FoundView, now: number, timeZone: string): Markup {
  const more = (there: boolean) => (there ? moreFound : '')
  return html`<h1>Found for “${found.asked}”</h1>
<h2>Orders</h2>${more(found.moreOrders)}${orderTable(found.orders, now, timeZone)}
<h2>Messages</h2>${more(found.moreMessages)}${messageTable(found.messages, now, timeZone, 'No message has this control ID.')}`
}

const moreFound = html`<p class="list-end">There are more than are shown here, or may be. Ask more narrowly: an order or record number, an accession, a family and a given name.</p>`

type Asked = { before?: string; after?: string }

/** Which page of a list is asked for; the newest where it is not said, or not understood. */
function placeOf({ before, after }: Asked): ListPlace {
  if (after !== undefined && wholeNumber(after) >= 0) return { after: wholeNumber(after) }
  return before !== undefined && wholeNumber(before) >= 0 ? { before: wholeNumber(before) } : {}
}

/** A whole number in a path, or -1, which nothing has. */
function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1
}
