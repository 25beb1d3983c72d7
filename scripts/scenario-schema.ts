// Writes scenarios/schema.json, the JSON Schema of scenarios for editors: `node scripts/scenario-schema.ts`. A test holds the
// file to the shapes that read the scenarios.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { scenarioSchema } from '../src/rehearsal/scenario/shape.ts'
import { jsonSchema } from '../src/site/schema-text.ts'
import { schemaFile } from '../src/site/schemas.ts'

export const scenarioSchemaPath = join(dirname(import.meta.dirname), 'scenarios', 'schema.json')

/** The text of the schema. */
export function scenarioSchemaText(): string {
  const name = 'schema.json'
  return schemaFile({
    name,
    files: 'scenarios/*.yaml',
    title: 'A scenario of a rehearsal',
    schema: jsonSchema(scenarioSchema()),
  })
}

if (import.meta.main) writeFileSync(scenarioSchemaPath, scenarioSchemaText())
