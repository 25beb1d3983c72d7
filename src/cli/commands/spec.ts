// `labloop spec`: the interface specification that follows from a site's workflows, for the vendors of both sides.
import { parseArgs } from 'node:util'
import { requireSite } from '../../adapters/file/open-site.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { asHtml, asMarkdown } from '../../workflow/document.ts'
import { specOf } from '../../workflow/spec.ts'
import { specDocument } from '../../workflow/spec-document.ts'
import type { Command } from '../command.ts'
import { writeFile } from '../output-file.ts'
import { siteFolder } from './line-options.ts'

const help = `labloop spec: the interface specification that follows from a site's workflows

Usage: labloop spec [SITE] [options]

SITE is a site folder; without it the current folder. Says which messages, events, fields and codes each system must send
and accept, as Markdown: a document for the vendors. Nothing in it is written by hand: it follows from workflows/, flows/,
systems/ and maps/.

Options:
  --site DIR       the site folder, where SITE does not name it
  --workflow NAME  only what this workflow needs
  --json           the specification as one JSON object
  --html FILE      write it as one HTML file

Examples:
  labloop spec examples/riverside > interface.md
  labloop spec examples/riverside --workflow microbiology
  labloop spec examples/riverside --html interface.html

Exit codes: 0 done, 1 the site has no workflows, 2 wrong words or a wrong site.
`

export const spec: Command = {
  name: 'spec',
  summary: 'which messages, events and fields each system must send and accept',
  help,
  async run(args, io) {
    const options = {
      site: { type: 'string' },
      workflow: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
    } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const folder = siteFolder(positionals, io.cwd, values.site)
    const { site } = await requireSite(folder)
    const names = (site.workflows ?? []).map(({ id }) => id)
    if (names.length === 0) {
      io.stderr('labloop spec: the site has no workflows (workflows/*.yaml), so nothing follows from them.\n')
      return exitCodes.wrong
    }
    if (values.workflow !== undefined && !names.includes(values.workflow))
      throw new LabloopError('usage', { place: '--workflow', given: values.workflow, allowed: names.join(', ') })
    const made = specOf(site, values.workflow)
    const document = specDocument(made)
    if (values.html !== undefined) {
      writeFile(values.html, asHtml(`Interface specification: ${made.title}`, document), io.cwd)
      io.stderr(`${values.html}\n`)
    }
    if (values.json) io.stdout(`${JSON.stringify(made)}\n`)
    else if (values.html === undefined) io.stdout(asMarkdown(document))
    return exitCodes.done
  },
}
