import type { Linter } from 'eslint';

export interface Problem {
  file: string;
  line: number;
  rule: string;
}

export interface DemoResult {
  planted: Problem[];
  reported: Problem[];
  missing: Problem[];
  unexpected: Problem[];
  /** What `--fix` would write, by file. */
  fixed: Map<string, string>;
}

export function runDemo(options: {
  project: string;
  print: (text: string) => void;
  colours?: boolean;
  config?: Linter.Config[];
}): Promise<DemoResult>;
