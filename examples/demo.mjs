// Lints the order service with its own configuration, and an edit of it: `npm run demo`.
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { showEdit } from './demo/edit.mjs';
import { runDemo } from './demo/run.mjs';

const PLUGIN = 'eslint-plugin-temporal-workflow';
const root = path.dirname(import.meta.dirname);
const project = path.join(import.meta.dirname, 'order-service');

/** Does for the project what `npm install` does for a user: its configuration imports the plugin by name. */
function installPlugin() {
  try {
    createRequire(path.join(project, 'package.json')).resolve(PLUGIN);
  } catch {
    if (!existsSync(path.join(root, 'dist', 'index.js'))) throw new Error('Build the plugin first: npm run build');
    const modules = path.join(project, 'node_modules');
    mkdirSync(modules, { recursive: true });
    symlinkSync(path.relative(modules, root), path.join(modules, PLUGIN), 'junction');
  }
}

installPlugin();
const colours = process.stdout.isTTY === true && !process.env['NO_COLOR'];
const print = (text) => console.log(text);
const { missing, unexpected } = await runDemo({ project, colours, print });
const { left, replays } = await showEdit({ project, colours, print });
const isRepaired = left.length === 0 && replays.map(({ error }) => error === null).join() === 'true,false,true';
process.exitCode = missing.length + unexpected.length === 0 && isRepaired ? 0 : 1;
