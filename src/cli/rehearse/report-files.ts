// The files that a rehearsal writes: JUnit XML for build servers, one HTML file for people, and the folder for the shrunk
// scenario of a storm. The one thing to know: all are tried before anything runs.
import { reportHtml } from '../../rehearsal/report/html.ts'
import { junitXml } from '../../rehearsal/report/junit.ts'
import type { RehearsalReport } from '../../rehearsal/report/report.ts'
import { needFolder, reserveFile, writeFile } from '../output-file.ts'

export type ReportFiles = {
  readonly junit?: string | undefined
  readonly html?: string | undefined
  readonly out?: string | undefined
}

/** @throws LabloopError file-not-written, before the work rather than after it */
export function reserveReports({ junit, html, out }: ReportFiles, cwd: string): void {
  reserveFile(junit, cwd)
  reserveFile(html, cwd)
  if (out !== undefined) needFolder(out, cwd)
}

/** Writes the reports that were asked for. @throws LabloopError file-not-written */
export function writeReports(report: RehearsalReport, { junit, html }: ReportFiles, cwd: string): void {
  if (junit !== undefined) writeFile(junit, junitXml(report), cwd)
  if (html !== undefined) writeFile(html, reportHtml(report), cwd)
}
