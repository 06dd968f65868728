import { describe, expect, it } from 'vitest';
import { heartbeatsOf } from '../../src/analysis/heartbeats.ts';
import { tempProject } from '../project/temp-project.ts';

const HEAD = `import { activityInfo, Context, heartbeat, sleep } from '@temporalio/activity';\n`;
const inOneFile = (code: string) => heartbeatsOf(tempProject({ 'package.json': '{}', 'activities.ts': HEAD + code }).at('activities.ts'), 'run');

describe('heartbeats of an activity', () => {
  it.each([
    ['called', 'export async function run() { heartbeat(1); }'],
    ['called on the context', 'export const run = async () => { Context.current().heartbeat(); };'],
    ['called on a constant', 'export async function run() { const context = Context.current(); context.heartbeat(); }'],
    ['destructured', 'export async function run() { const { heartbeat: beat } = Context.current(); beat(); }'],
    ['in a callback', 'export async function run(items: number[]) { items.forEach(() => heartbeat()); }'],
    ['in an interval', 'export async function run() { const timer = setInterval(() => heartbeat(), 10); clearInterval(timer); }'],
    ['in a helper', 'function step() { heartbeat(); }\nexport async function run() { step(); }'],
    ['with the details of the last attempt', 'export async function run() { heartbeat(activityInfo().heartbeatDetails); }'],
  ])('are certain: %s', (_, code) => {
    expect(inOneFile(code)).toBe('yes');
  });

  it.each([
    ['nothing', 'export async function run() {}'],
    ['other uses of the context', 'export async function run() { Context.current().log.info(""); await sleep(1); await Context.current().sleep(1); }'],
    ['another activity that does', 'export async function run() {}\nexport async function other() { heartbeat(); }'],
    ['reading the details', 'export async function run() { return activityInfo().heartbeatDetails; }'],
  ])('are certainly none: %s', (_, code) => {
    expect(inOneFile(code)).toBe('no');
  });

  it.each([
    ['handed to somebody', 'export async function run(each: (f: () => void) => void) { each(heartbeat); }'],
    ['the context handed on', 'declare function work(context: Context): void;\nexport async function run() { work(Context.current()); }'],
    ['only on a condition of the options', 'export async function run() { if (activityInfo().heartbeatTimeoutMs) heartbeat(); }'],
    ['something of that name', 'export async function run(client: { sendHeartbeat(): void }) { client.sendHeartbeat(); }'],
    ['completed by somebody else', 'import { CompleteAsyncError } from "@temporalio/activity";\nexport async function run() { throw new CompleteAsyncError(); }'],
    ['the token handed on', 'export async function run(queue: string[]) { queue.push(activityInfo().base64TaskToken); }'],
    ['a wrapped function', 'declare function wrap<T>(f: T): T;\nexport const run = wrap(async () => {});'],
    ['a module that is not there', 'import { work } from "./missing";\nexport async function run() { work(); }'],
    ['a package that is not there', 'import { work } from "missing";\nexport async function run() { work(); }'],
  ])('are not known: %s', (_, code) => {
    expect(inOneFile(code)).toBe('unknown');
  });

  it('are absent where there is no such function', () => {
    expect(inOneFile('export async function walk() {}')).toBe('absent');
  });
});

it('follows modules, re-exports, and what functions and classes make', () => {
  const project = tempProject({
    'package.json': '{}',
    'index.ts': `export * from './files'; export { beat as pulse } from './lib/beat'; export * from './circle';`,
    'circle.ts': `export * from './index';`,
    'files.ts': `
import * as beats from './lib/beat';
import { quiet } from './lib/quiet';
import path from 'node:path';
import { used } from 'plain';
import { wrapped } from 'knowing';
export async function download() { beats.beat(); }
export async function upload() { quiet(); path.join('a'); used(); }
export async function archive() { wrapped(); }
export const createFiles = () => ({ async copy() { beats.beat(); }, async move() {} });
export class Files { async store() { beats.beat(); } async load() {} @traced async drop() {} }
function traced(value: unknown) { return value as never; }
`,
    'lib/beat.ts': `import { heartbeat } from '@temporalio/activity'; export function beat() { heartbeat(); }`,
    'lib/quiet.ts': `export function quiet() {}`,
    'node_modules/plain/package.json': '{ "name": "plain", "main": "index.js" }',
    'node_modules/plain/index.js': 'exports.used = () => {};',
    'node_modules/knowing/package.json': '{ "name": "knowing", "main": "index.js", "peerDependencies": { "@temporalio/activity": "1" } }',
    'node_modules/knowing/index.js': 'exports.wrapped = () => {};',
  });
  const of = (name: string) => heartbeatsOf(project.at('index.ts'), name);
  expect(of('download')).toBe('yes');
  expect(of('pulse')).toBe('yes');
  expect(of('upload')).toBe('no');
  expect(of('archive')).toBe('unknown');
  expect(of('createFiles.copy')).toBe('yes');
  expect(of('createFiles.move')).toBe('no');
  expect(of('createFiles.send')).toBe('absent');
  expect(of('Files.store')).toBe('yes');
  expect(of('Files.load')).toBe('no');
  expect(of('Files.drop')).not.toBe('no');
  expect(of('nothing')).toBe('absent');
});
