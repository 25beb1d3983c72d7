// What the two sides of the receiving thread say to each other. The one thing to know: everything goes in order, and a
// group of messages is one buffer.

import type { BoundPort, ConnectionNews, Decided, Notice } from '../../engine/ports/reception.ts'
import type { Lease } from '../../engine/ports/store.ts'
import { errorCodes, LabloopError } from '../../errors.ts'
import type { Site } from '../../site/shapes/site.ts'

/** What the thread is started with. */
export type ThreadData = {
  readonly site: Site
  /** Address of the module that makes the ports inside the thread: see Wiring. */
  readonly wiring: string
  /** What that module is given; anything that can be cloned. */
  readonly options: unknown
}

export type ToThread =
  | { readonly say: 'start'; readonly lease: Lease }
  | { readonly say: 'renewed'; readonly lease: Lease }
  | { readonly say: 'settled'; readonly through: number }
  | { readonly say: 'answer'; readonly decided: readonly Decided[] }
  | {
      readonly say: 'keep'
      readonly ref: number
      readonly connection: string
      readonly body: Uint8Array
      readonly refused: string
    }
  | { readonly say: 'drain' }
  | { readonly say: 'close'; readonly grace_ms: number }
  | { readonly say: 'abandon' }

export type FromThread =
  | { readonly say: 'started'; readonly bound: readonly BoundPort[] }
  | { readonly say: 'failed'; readonly error: PlainError }
  | { readonly say: 'stored'; readonly packed: ArrayBuffer }
  | { readonly say: 'notice'; readonly notice: Notice }
  | { readonly say: 'connections'; readonly news: ConnectionNews }
  | { readonly say: 'lost'; readonly error: PlainError }
  | { readonly say: 'kept'; readonly ref: number; readonly messageId: number; readonly answer: Uint8Array }
  | { readonly say: 'drained' }
  | { readonly say: 'closed' }

/** An error as it can be cloned. */
export type PlainError = {
  readonly code: string
  readonly message: string
  readonly place?: string
  readonly given?: string
  readonly allowed?: string
  readonly remedy?: string
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { code: 'internal', message: 'unknown' }
  const given = (name: string) => {
    const value = (error as unknown as Record<string, unknown>)[name]
    return typeof value === 'string' ? { [name]: value } : {}
  }
  const details = { ...given('place'), ...given('given'), ...given('allowed'), ...given('remedy') }
  return { code: 'code' in error ? String(error.code) : 'internal', message: error.message, ...details }
}

/** The error again, as ours where its code is one of ours. */
export function errorOf({ code, message, ...details }: PlainError): Error {
  if (code in errorCodes && !code.startsWith('hl7-')) {
    return new LabloopError(code as ConstructorParameters<typeof LabloopError>[0], details)
  }
  return Object.assign(new Error(message), { code })
}

/** Bytes that are not part of something larger: cloning a part would clone the whole. */
export function alone(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}
