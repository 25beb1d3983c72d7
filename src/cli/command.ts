// What every command of the command line is: a name, one line for the list, its help with examples, and what it does.
// Commands write through `io` and return an exit code (src/errors.ts), so that a test can run them without a process.

/** Where a command reads and writes. */
export type Io = {
  stdout(text: string): void
  stderr(text: string): void
  /** All of standard input, as bytes. */
  stdin(): Promise<Uint8Array>
  /** Standard input line by line, for a command that asks; its end says that nobody answers any more. */
  lines(): AsyncIterator<string>
  /** Resolves when the user asks to stop (Ctrl-C, SIGTERM). Once it is asked for, the command decides when it ends. */
  readonly stopped: Promise<void>
  /** Calls back when the user asks to stop, at once if that was before; gives what ends it. For as long as something is open. */
  onStop(listener: () => void): () => void
  /** Resolves when nobody reads standard output any more (`| head`); what is written then is dropped. */
  readonly unread: Promise<void>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** True where a person looks: progress and colour are wanted. */
  readonly isTerminal: boolean
}

export type Command = {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** Runs with the words behind the command's name. Throws LabloopError for what the user can mend. */
  run(args: string[], io: Io): Promise<number>
}
