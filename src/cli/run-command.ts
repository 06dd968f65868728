import { createRequire } from 'node:module';
import { baseline } from './baseline.ts';
import { check } from './check.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { graph } from './graph.ts';
import { scope } from './scope.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

const COMMANDS: Readonly<Record<string, Command>> = { scope, check, baseline, graph };

/** Exit code of a call that cannot be understood or done. */
const BAD_USAGE = 2;

/** Runs the command that the arguments name, and gives the exit code: 2 for a call that cannot be understood or done. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') {
    terminal.print(version);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.print(help());
    return 0;
  }
  if (name === undefined) {
    terminal.printError(help());
    return BAD_USAGE;
  }

  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    terminal.printError(`There is no command \`${name}\`.\n\n${help()}`);
    return BAD_USAGE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.print(command.usage);
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    // The first sentence of what `parseArgs` says; the rest of it explains the command line in general.
    terminal.printError(`${error.message.split('. To specify')[0]!}\n\n${command.usage}`);
    return BAD_USAGE;
  }
}

function help(): string {
  const names = Object.keys(COMMANDS);
  const width = Math.max(...names.map((name) => name.length));
  return [
    'Usage: temporal-workflow COMMAND [OPTIONS]',
    '',
    ...names.map((name) => `  ${name.padEnd(width)}  ${COMMANDS[name]!.summary}`),
    '',
    '`temporal-workflow COMMAND --help` has the options of a command.',
  ].join('\n');
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS_');
}
