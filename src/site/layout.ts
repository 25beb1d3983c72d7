// Which file of a site folder is what. The one thing to know: a file that has a place here counts for the revision, and any
// other is named in a warning, since a misspelt name would otherwise mean a file that is silently not read.

/** The files of a folder by path from it, with forward slashes; bytes, or text in tests. */
export type SiteFiles = ReadonlyMap<string, Uint8Array | string>

export type FileKind =
  | 'site'
  | 'ownership'
  | 'alignment'
  | 'system'
  | 'flow'
  | 'catalog'
  | 'map'
  | 'workflow'
  | 'scenario'
  | 'step'
  | 'beside'
  | 'unknown'

const places: readonly (readonly [RegExp, FileKind])[] = [
  [/^site\.yaml$/, 'site'],
  [/^ownership\.yaml$/, 'ownership'],
  [/^alignment\.yaml$/, 'alignment'],
  [/^systems\/[^/]+\.yaml$/, 'system'],
  [/^flows\/[^/]+\.yaml$/, 'flow'],
  [/^catalogs\/[^/]+\.csv$/, 'catalog'],
  [/^maps\/[^/]+\.csv$/, 'map'],
  [/^workflows\/[^/]+\.yaml$/, 'workflow'],
  [/^scenarios\/.+\.yaml$/, 'scenario'],
  // Tests, editor files, licences and keys lie beside a site and are no part of it.
  [/\.test\.ts$/, 'beside'],
  [/^steps\/.+\.ts$/, 'step'],
  [/\.(md|txt|pem)$/, 'beside'],
  // Recorded messages, which labloop align looks at as well.
  [/^traffic\/.+\.hl7$/, 'beside'],
  [/^planted\.csv$/, 'beside'],
  [/^(package(-lock)?\.json|tsconfig\.json|\.gitignore|\.editorconfig|\.gitattributes)$/, 'beside'],
  [/^(\.vscode|\.git|node_modules|schemas)\//, 'beside'],
]

/** What a path is in a site. */
export function fileKind(path: string): FileKind {
  return places.find(([pattern]) => pattern.test(path))?.[1] ?? 'unknown'
}

/** Where files of a site may lie, for a sentence. */
export const fileNames = [
  'site.yaml',
  'ownership.yaml',
  'alignment.yaml',
  'systems/*.yaml',
  'flows/*.yaml',
  'catalogs/*.csv',
  'maps/*.csv',
  'workflows/*.yaml',
  'steps/*.ts',
  'scenarios/*.yaml',
] as const

/** Paths of one kind, in order of name. */
export function filesOf(files: SiteFiles, kind: FileKind): readonly string[] {
  return [...files.keys()].filter((path) => fileKind(path) === kind).sort()
}

/** Name of a file without folder and ending: the id of what it holds. */
export function idOfFile(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
}

/** The text of a file; undefined where it is not UTF-8. */
export function textOfFile(content: Uint8Array | string): string | undefined {
  if (typeof content === 'string') return content
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return undefined
  }
}
