import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface Diagnostic {
  readonly range: Range;
  readonly message: string;
  readonly code?: string;
  readonly severity?: number;
  readonly codeDescription?: { readonly href: string };
}

interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly { readonly textDocument: { readonly uri: string }; readonly edits: readonly TextEdit[] }[];
}

export interface CodeAction {
  readonly title: string;
  readonly kind?: string;
  readonly command?: { readonly command: string; readonly arguments?: readonly unknown[] };
  readonly edit?: WorkspaceEdit;
}

/** What an editor would answer when the server asks for its settings: ESLint on, fix on save on. */
function editorSettings(folder: string) {
  return {
    validate: 'on',
    run: 'onType',
    useFlatConfig: true,
    packageManager: 'npm',
    nodePath: null,
    options: {},
    rulesCustomizations: [],
    problems: { shortenToSingleLine: false },
    codeAction: { disableRuleComment: { enable: true, location: 'separateLine' }, showDocumentation: { enable: true } },
    codeActionOnSave: { mode: 'all' },
    format: false,
    quiet: false,
    onIgnoredFiles: 'off',
    experimental: {},
    workingDirectory: { mode: 'location' },
    workspaceFolder: { uri: pathToFileURL(folder).href, name: path.basename(folder) },
  };
}

/** An editor, as far as the ESLint language server can tell: it opens, changes and saves files, and applies what it is offered. */
export class Editor {
  private readonly folder: string;
  private readonly server: ChildProcessByStdio<Writable, Readable, null>;
  private readonly answers = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  private readonly texts = new Map<string, string>();
  private readonly versions = new Map<string, number>();
  private received = Buffer.alloc(0);
  private requests = 0;

  private constructor(folder: string) {
    this.folder = folder;
    const manifest = createRequire(import.meta.url).resolve('vscode-langservers-extracted/package.json');
    const server = path.join(path.dirname(manifest), 'bin', 'vscode-eslint-language-server');
    this.server = spawn(process.execPath, [server, '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    this.server.stdout.on('data', (data: Buffer) => this.receive(data));
  }

  /** Starts the language server for a project. */
  static async open(folder: string): Promise<Editor> {
    const editor = new Editor(folder);
    await editor.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: path.basename(folder) }],
      capabilities: {
        workspace: { configuration: true, applyEdit: true, workspaceFolders: true, diagnostics: { refreshSupport: true } },
        textDocument: {
          diagnostic: { dynamicRegistration: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll.eslint'] } } },
        },
      },
    });
    editor.notify('initialized', {});
    return editor;
  }

  /** Ends the server, and gives the code that it ends with. */
  async close(): Promise<number | null> {
    await this.request('shutdown', null);
    const ended = new Promise<number | null>((resolve) => this.server.once('exit', resolve));
    this.notify('exit', null);
    return ended;
  }

  /** Opens a file of the project with what is on the disk. */
  openFile(file: string): void {
    const text = readFileSync(path.join(this.folder, file), 'utf8');
    this.texts.set(this.uri(file), text);
    this.versions.set(this.uri(file), 1);
    this.notify('textDocument/didOpen', {
      textDocument: { uri: this.uri(file), languageId: 'typescript', version: 1, text },
    });
  }

  /** Types: what the file holds from now on, not saved yet. */
  changeFile(file: string, text: string): void {
    this.change(this.uri(file), text);
  }

  /** Saves a file, open or not. */
  saveFile(file: string, text = this.textOf(file)): void {
    writeFileSync(path.join(this.folder, file), text);
    if (this.texts.has(this.uri(file))) this.notify('textDocument/didSave', { textDocument: { uri: this.uri(file) } });
  }

  /** What the editor shows of a file that is open. */
  textOf(file: string): string {
    return this.texts.get(this.uri(file)) ?? '';
  }

  async diagnostics(file: string): Promise<readonly Diagnostic[]> {
    const report = await this.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri: this.uri(file) },
    });
    return report.items;
  }

  /** What the light bulb offers at a diagnostic; `only` asks for a kind, such as the fixes on save. */
  async actions(file: string, diagnostics: readonly Diagnostic[], only?: string): Promise<readonly CodeAction[]> {
    const range = diagnostics[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const actions = await this.request<readonly CodeAction[] | null>('textDocument/codeAction', {
      textDocument: { uri: this.uri(file) },
      range,
      context: { diagnostics, ...(only && { only: [only] }) },
    });
    return actions ?? [];
  }

  /** Applies an action: its edit, or the command that asks the server for one. */
  async apply(action: CodeAction): Promise<void> {
    if (action.edit) this.edit(action.edit);
    if (action.command) {
      const { command, arguments: given } = action.command;
      await this.request('workspace/executeCommand', { command, arguments: given });
    }
  }

  private uri(file: string): string {
    return pathToFileURL(path.join(this.folder, file)).href;
  }

  private change(uri: string, text: string): void {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    this.texts.set(uri, text);
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  private edit({ changes = {}, documentChanges = [] }: WorkspaceEdit): void {
    const all = [
      ...Object.entries(changes),
      ...documentChanges.map(({ textDocument, edits }) => [textDocument.uri, edits] as const),
    ];
    for (const [uri, edits] of all) {
      const text = this.texts.get(uri) ?? readFileSync(fileURLToPath(uri), 'utf8');
      this.change(uri, applied(text, edits));
    }
  }

  private request<Result>(method: string, params: unknown): Promise<Result> {
    const id = ++this.requests;
    return new Promise<Result>((resolve, reject) => {
      this.answers.set(id, { resolve: resolve as (result: never) => void, reject });
      this.send({ id, method, params });
    });
  }

  private notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  private send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.server.stdin.write(body);
  }

  private receive(data: Buffer): void {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const end = this.received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.received.toString('ascii', 0, end))?.[1]);
      if (this.received.length < end + 4 + length) return;
      const body = this.received.toString('utf8', end + 4, end + 4 + length);
      this.received = this.received.subarray(end + 4 + length);
      this.dispatch(JSON.parse(body) as Message);
    }
  }

  private dispatch({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      const waiting = this.answers.get(id!);
      this.answers.delete(id!);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result as never);
      return;
    }
    if (id === undefined) return;
    if (method === 'workspace/configuration') {
      this.send({ id, result: (params as { items: unknown[] }).items.map(() => editorSettings(this.folder)) });
    } else if (method === 'workspace/applyEdit') {
      this.edit((params as { edit: WorkspaceEdit }).edit);
      this.send({ id, result: { applied: true } });
    } else {
      this.send({ id, result: null });
    }
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Range['start']) =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...edits]
    .sort((one, other) => offset(other.range.start) - offset(one.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text);
}
