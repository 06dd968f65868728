import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { clearModules } from '../../src/project/modules.ts';

export interface TempProject {
  /** The real path of the folder. */
  readonly root: string;
  /** The absolute path of a file in it. */
  readonly at: (file: string) => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
}

/** A folder with these files, gone after the test; what earlier tests have read is forgotten. */
export function tempProject(files: Readonly<Record<string, string>>): TempProject {
  const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'temporal-workflow-test-'));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  clearModules();
  const at = (file: string) => path.join(root, file);
  const write = (contents: Readonly<Record<string, string>>) => {
    for (const [file, content] of Object.entries(contents)) {
      fs.mkdirSync(path.dirname(at(file)), { recursive: true });
      fs.writeFileSync(at(file), content);
    }
  };
  write(files);
  return { root, at, write };
}

/** Runs something without the right to read or pass a directory. The superuser may do everything, so it becomes somebody else meanwhile. */
export function withoutRightsFor(project: TempProject, directory: string, run: () => void): void {
  const isSuperuser = process.geteuid?.() === 0;
  fs.chmodSync(project.root, 0o755);
  fs.chmodSync(project.at(directory), 0);
  if (isSuperuser) process.seteuid?.(65534);
  try {
    run();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
    fs.chmodSync(project.at(directory), 0o700);
  }
}
