// The JSON Schemas of a site's YAML files, for editors and for the reference. The one thing to know: they are made from the
// schemas that read the files, so an editor's squiggle and `labloop check` say the same.
import type { z } from 'zod'
import { type JsonSchema, jsonSchema } from './schema-text.ts'
import { AlignmentFile } from './shapes/alignment.ts'
import { Flow } from './shapes/flow.ts'
import { Ownership, SiteFile } from './shapes/site.ts'
import { System } from './shapes/system.ts'
import { Workflow } from './shapes/workflow.ts'

export type FileSchema = {
  /** Name of the schema's own file. */
  readonly name: string
  /** Files of a site that it is for. */
  readonly files: string
  readonly title: string
  readonly schema: JsonSchema
}

const shapes: readonly (readonly [name: string, files: string, title: string, shape: z.ZodType])[] = [
  ['site.schema.json', 'site.yaml', 'The site', SiteFile],
  ['system.schema.json', 'systems/*.yaml', 'A system: an EHR, a LIS, or an engine in front of one', System],
  ['flow.schema.json', 'flows/*.yaml', 'A flow: one direction of traffic between two systems', Flow],
  ['workflow.schema.json', 'workflows/*.yaml', 'A workflow: the designed path of a test or a class of tests', Workflow],
  ['ownership.schema.json', 'ownership.yaml', 'Who answers for what', Ownership],
  ['alignment.schema.json', 'alignment.yaml', 'What was accepted of the findings of alignment', AlignmentFile],
]

/** One schema a kind of YAML file. */
export function siteSchemas(): readonly FileSchema[] {
  return shapes.map(([name, files, title, shape]) => ({ name, files, title, schema: jsonSchema(shape) }))
}

/** The text of a schema's file. */
export function schemaFile({ title, files, schema }: FileSchema): string {
  return `${JSON.stringify({ title: `Labloop: ${title}`, description: `For ${files}`, ...schema }, null, 2)}\n`
}
