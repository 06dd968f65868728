/** Where a command runs. */
export interface Terminal {
  /** The folder that the process was started in, an absolute path. */
  readonly cwd: string;
  /** Writes lines to the output. */
  readonly print: (text: string) => void;
  /** Writes lines to the error output. */
  readonly printError: (text: string) => void;
}

/** A command of `temporal-workflow`. */
export interface Command {
  /** What it does, in one line. */
  readonly summary: string;
  /** How it is called, with all its options. */
  readonly usage: string;
  /** Does it, with the arguments behind the command's name, and gives the exit code. Throws a `UsageError`. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number> | number;
}

/** What was asked for cannot be done, and the message says why: the process ends with the exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
