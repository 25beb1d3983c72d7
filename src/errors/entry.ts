// What is said of an error code. The one thing to know: the texts are fixed; what is special to a case goes beside them, and
// never a value that may be a patient's.

export type ErrorEntry = {
  /** What it means. */
  readonly message: string
  /** What to do. */
  readonly remedy: string
}
