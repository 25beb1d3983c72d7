export class MllpDecoder {
  strayBytes: number
  push(chunk: Uint8Array): Buffer[]
}
export function frame(text: string): Buffer
export function field(text: string, name: string, n: number): string
export function controlId(run: string, connection: number, sequence: number): string
export function parseControlId(id: string): { run: string; connection: number; sequence: number } | null
export function oruBuilder(observations: number): (id: string, patient: number) => string
export function omlBuilder(): (id: string, patient: number) => string
export function percentile(sorted: readonly number[], p: number): number | null
