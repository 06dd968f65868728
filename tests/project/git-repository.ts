import { execFileSync } from 'node:child_process';
import { tempProject, type TempProject } from './temp-project.ts';

export interface GitProject extends TempProject {
  /** Runs git in the folder and gives what it prints. */
  readonly git: (...args: string[]) => string;
  /** Writes files and commits everything; gives the commit. */
  readonly commit: (files: Readonly<Record<string, string>>) => string;
}

const IDENTITY = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** Runs git in a folder, whatever the machine's configuration says. */
export function gitIn(directory: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: directory, env: { ...process.env, ...IDENTITY }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A repository whose first commit, on `main`, has these files; gone after the test. */
export function gitProject(files: Readonly<Record<string, string>>): GitProject {
  const project = tempProject(files);
  const git = (...args: string[]) => gitIn(project.root, ...args);
  const commit = (changes: Readonly<Record<string, string>>) => {
    project.write(changes);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q', '-b', 'main');
  commit({});
  return { ...project, git, commit };
}
