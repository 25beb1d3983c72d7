// A flow's steps: compiled once, applied to each message.
export { type Applied, type ApplyContext, apply } from './apply.ts'
export type { Entry } from './code-table.ts'
export { type CompiledFlow, compileFlow } from './compile.ts'
export { graver, type MappingConcern, type Verdict } from './concern.ts'
export { type Reported, type Shown, type ShownAt, shownAt } from './conversion/shown.ts'
export type { SignedConversion } from './conversion/signed.ts'
export { type LoadedStep, type StepFunction, type StepFunctions, type StepTools, unlimited } from './step.ts'
export type { Converted } from './steps/step-run.ts'
