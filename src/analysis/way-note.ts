import path from 'node:path';
import type { BundledWay } from './workflow-code.ts';

/** How many names of a chain are written out at its ends; the others become one `…`. */
const ENDS = 3;

/** How a file is called in a message: by its name, with its folder where the name says nothing, and as its package where it is installed. */
export function fileLabel(filename: string): string {
  const packaged = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(filename);
  if (packaged) return packaged[1]!.replace('\\', '/');
  const { base, name, dir } = path.parse(filename);
  return name === 'index' ? `${path.basename(dir)}/${base}` : base;
}

/** The names of a chain in one text, what is in the middle of a long one left out: `a.ts → b.ts → node:fs`. */
export function chainText(names: readonly string[]): string {
  const chain = names.filter((name, at) => name !== names[at - 1]);
  const kept = chain.length <= 2 * ENDS ? chain : [...chain.slice(0, ENDS), '…', ...chain.slice(-ENDS)];
  return kept.join(' → ');
}

/** How a helper module comes into a bundle, as a sentence in brackets. */
export function wayNote({ workflow, chain }: BundledWay): string {
  return `(Bundled ${workflow === null ? '' : `into \`${workflow}\` `}through ${chainText(chain.map(fileLabel))}.)`;
}
